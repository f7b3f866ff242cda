import { describe, expect, test } from '@jest/globals';
import { matrixParams, overrideInMatrix, withoutInMatrix } from '../../../../src/core/override/matrix.ts';
import type { Param, ParamValue, PipelineTask } from '../../../../src/core/tekton/types.ts';

const TASK: PipelineTask = { name: 'remote', taskRef: { resolver: 'git' } };
const param = (name: string, value: ParamValue) => ({ name, value });

describe('one value for a param of a matrix', () => {
  const matrices: [string, PipelineTask['matrix'], PipelineTask['matrix'], Param[]][] = [
    [
      'that fans out over the param, and the rest still fans out',
      { params: [param('p', ['1', '2']), param('q', ['3', '4'])] },
      { params: [param('p', ['x']), param('q', ['3', '4'])] },
      [],
    ],
    [
      'that fans out over the param only, and it stays a matrix, whose results are lists',
      { params: [param('p', ['1', '2'])] },
      { params: [param('p', ['x'])] },
      [],
    ],
    [
      'of explicit combinations, of which equal ones become one',
      {
        include: [
          { name: 'one', params: [param('p', '1')] },
          { name: 'two', params: [param('p', '2'), param('q', '3')] },
          { name: 'three', params: [param('p', '4')] },
          { name: 'four', params: [param('q', '3')] },
        ],
      },
      {
        include: [
          { name: 'one', params: [param('p', 'x')] },
          { name: 'two', params: [param('q', '3'), param('p', 'x')] },
        ],
      },
      [],
    ],
    [
      'that gives the param to some combinations only, and all get it',
      { params: [param('q', ['1', '2'])], include: [{ name: 'i', params: [param('q', '1'), param('p', '3')] }] },
      { params: [param('q', ['1', '2'])], include: [{ name: 'i', params: [param('q', '1')] }] },
      [param('p', 'x')],
    ],
    [
      'that gives the param to all combinations at once',
      { params: [param('q', ['1', '2'])], include: [{ name: 'i', params: [param('p', '3')] }] },
      { params: [param('q', ['1', '2'])] },
      [param('p', 'x')],
    ],
  ];
  test.each(matrices)('%s', (_title, matrix, expected, params) => {
    expect(
      overrideInMatrix({ ...TASK, ...(matrix === undefined ? {} : { matrix }) }, { name: 'p', value: 'x' }),
    ).toEqual({
      ...TASK,
      matrix: expected,
      ...(params.length === 0 ? {} : { params }),
    });
  });
});

test('the params of a matrix are those that it fans out over and those of its combinations', () => {
  const matrix = { params: [param('p', ['1'])], include: [{ name: 'i', params: [param('q', '2')] }, { name: 'j' }] };
  expect(matrixParams({ ...TASK, matrix })).toEqual([param('p', ['1']), param('q', '2')]);
  expect(matrixParams(TASK)).toEqual([]);
});

describe('a matrix that does not give a param any more', () => {
  test('keeps the others', () => {
    const matrix = {
      params: [param('p', ['1']), param('q', ['2'])],
      include: [
        { name: 'i', params: [param('p', '3')] },
        { name: 'j', params: [param('q', '2'), param('p', '4')] },
      ],
    };
    expect(withoutInMatrix({ ...TASK, matrix }, 'p')).toEqual({
      ...TASK,
      matrix: { params: [param('q', ['2'])], include: [{ name: 'j', params: [param('q', '2')] }] },
    });
  });

  test('is gone where it gave nothing else', () => {
    expect(withoutInMatrix({ ...TASK, matrix: { params: [param('p', ['1'])] } }, 'p')).toEqual(TASK);
  });
});
