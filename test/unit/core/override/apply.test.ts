import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyOverrides } from '../../../../src/core/override/apply.ts';
import { pipelineSpecOf } from '../../../../src/core/payload/pipeline-spec-of.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { ParamSpec, ParamValue, PipelineTask, Task, TaskSpec } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';

/**
 * What a step of the task sees as `$(params.NAME)`, as Tekton decides it: the matrix or what the PipelineTask
 * passes, else the Task's default.
 */
function seenBy(payload: Payload, taskName: string, param: string): ParamValue | undefined {
  const spec = pipelineSpecOf(payload);
  const task = [...(spec?.tasks ?? []), ...(spec?.finally ?? [])].find(({ name }) => name === taskName);
  const definition = payload.objects.find(
    (object): object is Task => object.kind === 'Task' && object.metadata.name === task?.taskRef?.name,
  );
  const declared = (task?.taskSpec ?? definition?.spec)?.params?.find(({ name }) => name === param);
  const fanOut = task?.matrix?.params?.find(({ name }) => name === param);
  const passed = task?.params?.find(({ name }) => name === param);
  const [only, ...others] = fanOut === undefined ? [] : (fanOut.value as readonly string[]);
  if (others.length > 0) throw new Error('the matrix still fans out over the param');
  return only ?? passed?.value ?? declared?.default;
}

/** A payload whose task `build` uses Task `build-task` with the given way for its param `p`. */
function aWay(way: Way, old: ParamValue, type?: ParamSpec['type']): Payload {
  const params: ParamSpec[] = [
    { name: 'p', ...(type === undefined ? {} : { type }), ...(way.hasDefault ? { default: old } : {}) },
    { name: 'other', default: 'o' },
  ];
  const spec: TaskSpec = { params, steps: [{ name: 's' }] };
  const task: PipelineTask = {
    name: 'build',
    ...(way.embedded ? { taskSpec: spec } : { taskRef: { name: 'build-task' } }),
    ...(way.passed ? { params: [{ name: 'p', value: old }] } : {}),
    ...(way.matrix ? { matrix: { params: [{ name: 'p', value: ['m1', 'm2'] }] } } : {}),
  };
  const pipeline = way.inFinally ? { tasks: [], finally: [task] } : { tasks: [task] };
  return aPayload('main', {
    tasks: { 'build-task': spec, unused: {} },
    ...(way.inRun ? { run: { pipelineSpec: pipeline } } : { spec: pipeline }),
  });
}

type Way = {
  readonly hasDefault: boolean;
  readonly embedded: boolean;
  readonly passed: boolean;
  readonly matrix: boolean;
  readonly inFinally: boolean;
  readonly inRun: boolean;
};

const ways = fc.record({
  hasDefault: fc.boolean(),
  embedded: fc.boolean(),
  passed: fc.boolean(),
  matrix: fc.boolean(),
  inFinally: fc.boolean(),
  inRun: fc.boolean(),
});
const plain: Way = {
  hasDefault: false,
  embedded: false,
  passed: false,
  matrix: false,
  inFinally: false,
  inRun: false,
};

describe('an override wins', () => {
  test('whatever way the param reaches the step, and however the task is named', () => {
    fc.assert(
      fc.property(ways, fc.string(), fc.boolean(), (way, value, byTaskName) => {
        const task = byTaskName && !way.embedded ? 'build-task' : 'build';
        const { payload, misses } = applyOverrides(aWay(way, 'old'), [{ task, name: 'p', value }]);
        expect(misses).toEqual([]);
        expect(seenBy(payload, 'build', 'p')).toBe(value);
        expect(seenBy(payload, 'build', 'other')).toBe('o');
      }),
    );
  });

  const values: [string, ParamValue, ParamValue][] = [
    ['string', 'old', 'new'],
    ['array', ['old'], ['new', 'er']],
    ['object', { a: 'old' }, { a: 'new' }],
  ];
  test.each(values)('for a param of type %s', (type, old, value) => {
    const payload = aWay({ ...plain, hasDefault: true }, old, type as ParamSpec['type']);
    const result = applyOverrides(payload, [{ task: 'build', name: 'p', value }]);
    expect(result.misses).toEqual([]);
    expect(seenBy(result.payload, 'build', 'p')).toEqual(value);
  });

  test.each(values)('for a param whose default alone says that it is of type %s', (_type, old, value) => {
    const result = applyOverrides(aWay({ ...plain, hasDefault: true }, old), [{ task: 'build', name: 'p', value }]);
    expect(result.misses).toEqual([]);
    expect(seenBy(result.payload, 'build', 'p')).toEqual(value);
  });

  test('over an empty default, and with an empty value', () => {
    const { payload } = applyOverrides(aWay({ ...plain, hasDefault: true }, ''), [
      { task: 'build', name: 'p', value: 'x' },
    ]);
    expect(seenBy(payload, 'build', 'p')).toBe('x');
    const emptied = applyOverrides(payload, [{ task: 'build', name: 'p', value: '' }]);
    expect(seenBy(emptied.payload, 'build', 'p')).toBe('');
  });

  test('over an earlier one', () => {
    const overrides = ['1', '2', '3'].map((value) => ({ task: 'build', name: 'p', value }));
    expect(seenBy(applyOverrides(aWay(plain, 'old'), overrides).payload, 'build', 'p')).toBe('3');
  });

  test('in every task that uses the Task', () => {
    const payload = aPayload('main', {
      tasks: { build: { params: [{ name: 'p' }] } },
      spec: {
        tasks: [
          { name: 'one', taskRef: { name: 'build' }, params: [{ name: 'p', value: '1' }] },
          { name: 'two', taskRef: { name: 'build', kind: 'Task' } },
        ],
      },
    });
    const result = applyOverrides(payload, [{ task: 'build', name: 'p', value: 'x' }]).payload;
    expect([seenBy(result, 'one', 'p'), seenBy(result, 'two', 'p')]).toEqual(['x', 'x']);
  });

  test('in the one task that is named, and not in others that use the same Task', () => {
    const payload = aPayload('main', {
      tasks: { build: { params: [{ name: 'p', default: 'd' }] } },
      spec: {
        tasks: [
          { name: 'one', taskRef: { name: 'build' } },
          { name: 'two', taskRef: { name: 'build' } },
        ],
      },
    });
    const result = applyOverrides(payload, [{ task: 'two', name: 'p', value: 'x' }]).payload;
    expect([seenBy(result, 'one', 'p'), seenBy(result, 'two', 'p')]).toEqual(['d', 'x']);
  });

  test('where the task comes from a resolver, when the pipeline passes the param', () => {
    const payload = aPayload('main', {
      spec: { tasks: [{ name: 'remote', taskRef: { resolver: 'git' }, params: [{ name: 'p', value: 'old' }] }] },
    });
    const result = applyOverrides(payload, [{ task: 'remote', name: 'p', value: 'new' }]);
    expect(result.misses).toEqual([]);
    expect(seenBy(result.payload, 'remote', 'p')).toBe('new');
  });
});

describe('an embedded task that uses a param of the pipeline', () => {
  const steps = [{ name: 's', env: [{ name: 'E', value: '$(params["p"][1]) $(params.p[7]) $(params.other[1])' }] }];
  const payload = (params?: ParamSpec[]) =>
    aPayload('main', {
      spec: {
        params: [{ name: 'p', type: 'array', default: ['old', 'old'] }],
        tasks: [{ name: 'build', taskSpec: { ...(params === undefined ? {} : { params }), steps } }],
      },
    });

  test.each([
    ['without declaring it', undefined],
    ['that has the name of its own', [{ name: 'p', type: 'array' as const, default: [] }]],
  ])('%s can be overridden alone', (_title, params) => {
    const result = applyOverrides(payload(params), [
      { task: 'build', name: 'p', value: ['first', 'one'] },
      { task: 'build', name: 'p', value: ['new', 'er'] },
    ]);

    expect(result.misses).toEqual([]);
    expect(pipelineSpecOf(result.payload)?.params).toEqual([{ name: 'p', type: 'array', default: ['old', 'old'] }]);
    expect(pipelineSpecOf(result.payload)?.tasks?.[0]).toEqual({
      name: 'build',
      params: [{ name: 'p', value: ['new', 'er'] }],
      taskSpec: {
        params: [{ name: 'p', type: 'array', default: ['new', 'er'] }],
        steps: [{ name: 's', env: [{ name: 'E', value: 'er  $(params.other[1])' }] }],
      },
    });
  });

  test('must be given a value of its type', () => {
    expect(applyOverrides(payload(), [{ task: 'build', name: 'p', value: 'x' }]).misses).toEqual([
      'override of build.p: the param is of type array, the value is of type string',
    ]);
  });
});

describe('an override that misses', () => {
  const payload = aWay({ ...plain, hasDefault: true }, 'old');
  test('changes nothing, and the others still apply', () => {
    const result = applyOverrides(payload, [
      { task: 'nope', name: 'p', value: 'x' },
      { task: 'build', name: 'p', value: 'x' },
    ]);
    expect(result.misses).toHaveLength(1);
    expect(seenBy(result.payload, 'build', 'p')).toBe('x');
  });
});

test('steps keep their env, valueFrom included', () => {
  const env = [
    { name: 'P', value: '$(params.p)' },
    { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ];
  const payload = aPayload('main', { tasks: { build: { params: [{ name: 'p' }], steps: [{ name: 's', env }] } } });
  const result = applyOverrides(payload, [{ task: 'build', name: 'p', value: 'x' }]).payload;
  expect(result.objects.find((object): object is Task => object.kind === 'Task')?.spec.steps).toEqual([
    { name: 's', env },
  ]);
});

test('the payload that was given stays as it was', () => {
  const payload = aWay({ ...plain, hasDefault: true, passed: true }, 'old');
  const before = structuredClone(payload);
  applyOverrides(payload, [{ task: 'build', name: 'p', value: 'x' }]);
  expect(payload).toEqual(before);
});
