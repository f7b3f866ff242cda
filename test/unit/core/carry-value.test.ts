import { describe, expect, test } from '@jest/globals';
import { carry } from '../../../src/core/carry-value.ts';
import type { ParamValue } from '../../../src/core/tekton.ts';

describe('a value with a text like a variable, which Tekton would refuse in a task, goes through the PipelineRun', () => {
  const name = 'subpipe-override-3';
  const values: [string, ParamValue, object, string][] = [
    ['string', 'at $(date)', { name, type: 'string' }, `$(params.${name})`],
    ['array', ['a', '$(date)'], { name, type: 'array' }, `$(params.${name}[*])`],
    [
      'object',
      { k: '$(date)' },
      { name, type: 'object', properties: { k: { type: 'string' } } },
      `$(params.${name}[*])`,
    ],
  ];
  test.each(values)('%s', (_type, value, spec, reference) => {
    expect(carry(value, 3)).toEqual({ spec, param: { name, value }, reference });
  });
});

test.each([
  ['a plain text', 'x $HOME ${HOME} $('.slice(0, -2)],
  ['a variable of Tekton', '$(params.other)'],
  ['a variable of Tekton in another notation', "$(params['other'])"],
  ['a variable of Tekton beside another text', ['$(date)', '$(context.pipelineRun.name)']],
  ['an empty array', []],
])('%s goes to the task itself', (_title, value) => expect(carry(value, 1)).toBeUndefined());
