import { expect, test } from '@jest/globals';
import type { Part, Quoting } from '../../../../src/core/calls/shell-words.ts';
import { type Scope, valueOfWord } from '../../../../src/core/calls/word-value.ts';
import { referenced, viewOf } from '../../../support/yaml-payloads.ts';

const view = viewOf(
  referenced(
    `params: [{ name: q, default: of-pipeline }]
tasks: [{ name: t, taskRef: { name: k }, params: [{ name: passed, value: 'a-$(params.q)' }, { name: result, value: $(tasks.u.results.r) }] }, { name: u, taskRef: { name: k } }]`,
    {
      k: `params: [{ name: passed }, { name: result }, { name: odd, default: 'a b;c*"' }, { name: list, default: [a] }]
results: [{ name: r }]
steps: [{ name: s, image: i, env: [{ name: E, value: 'e-$(params.passed)' }, { name: GLOB, value: 'a*' }, { name: KEY, valueFrom: {} }, { name: SET, value: x }] }]`,
    },
  ),
);
const [placed] = view.tasks;
const [step] = placed?.spec?.steps ?? [];
if (placed === undefined || step === undefined) throw new Error('the payload has no task');
const scope: Scope = { view, placed, step, mayAssign: (name) => name === 'SET' };

const text = (value: string, quoting: Quoting = 'none'): Part => ({ kind: 'text', text: value, quoting });
const tekton = (name: string, quoting: Quoting = 'double'): Part => ({ kind: 'tekton', name, quoting });
const variable = (name: string, quoting: Quoting = 'double'): Part => ({ kind: 'variable', name, quoting });

test.each<[string, Part[], string | undefined]>([
  ['text', [text(' a '), text('b ', 'double')], 'a b'],
  ['text that stands for file names', [text('a*')], undefined],
  ['the same in quotes', [text('a*', 'double')], 'a*'],
  ['an escape', [text(String.raw`a\n`, 'single')], undefined],
  ['a param with a param in it', [tekton('params.passed'), text('.json')], 'a-of-pipeline.json'],
  ['a param in another notation', [tekton(`params['passed']`)], 'a-of-pipeline'],
  ['a param from a result', [tekton('params.result')], undefined],
  ['a param that the shell reads something into', [tekton('params.odd')], undefined],
  ['the same where it does not', [tekton('params.odd', 'single')], 'a b;c*"'],
  ['a param that is no string', [tekton('params.list')], undefined],
  ['another variable of Tekton', [tekton('context.taskRun.name')], undefined],
  ['a variable with a param in it', [variable('E')], 'e-a-of-pipeline'],
  ['a variable with file names', [variable('GLOB', 'none')], undefined],
  ['the same in quotes', [variable('GLOB')], 'a*'],
  ['a variable from elsewhere', [variable('KEY')], undefined],
  ['a variable that the script sets', [variable('SET')], undefined],
  ['a variable that nobody sets', [variable('NONE')], undefined],
  ['something unknown', [text('a'), { kind: 'unknown' }], undefined],
])('%s', (_title, word, expected) => expect(valueOfWord(word, scope)).toBe(expected));
