import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyOverrides } from '../../src/core/override/apply.ts';
import type { ParamType, PipelineTask } from '../../src/core/tekton/types.ts';
import { valueOf, type Ways, ways } from '../support/param-ways.ts';
import { type SeenStep, stepsSeen } from '../support/tekton-substitution.ts';

/** What the steps of each task see, TaskRuns that see the same counted once: an override may leave fewer of them. */
function seen(payload: Ways['payload'], forced?: Parameters<typeof stepsSeen>[1]) {
  const distinct = (taskRuns: readonly (readonly SeenStep[])[]) =>
    new Set(taskRuns.map((each) => JSON.stringify(each)));
  return new Map([...stepsSeen(payload, forced)].map(([task, taskRuns]) => [task, distinct(taskRuns)]));
}

const anOverride = ways.chain((given) =>
  fc.record({ given: fc.constant(given), task: fc.constantFrom(...given.targets), value: valueOf[given.type] }),
);
const isAddressed = (wanted: string) => (task: PipelineTask) =>
  (task.name === wanted && task.taskRef?.name !== 'stranger') || task.taskRef?.name === wanted;

describe('whatever way a param reaches the steps', () => {
  test('an override of a task wins, in exactly the tasks that it names', () => {
    fc.assert(
      fc.property(anOverride, ({ given: { payload }, task, value }) => {
        const expected = seen(payload, (each) => (isAddressed(task)(each) ? { p: value } : {}));

        const result = applyOverrides(payload, [{ task, name: 'p', value }]);

        expect(result.misses).toEqual([]);
        for (const [name, taskRuns] of seen(result.payload)) {
          // Of a matrix whose combinations differed in the param, some may be gone; none sees anything else.
          expect([...(expected.get(name) ?? [])]).toEqual(expect.arrayContaining([...taskRuns]));
          expect(taskRuns.size).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('the last of several overrides wins', () => {
    fc.assert(
      fc.property(anOverride, ({ given: { payload, type }, task, value }) => {
        const first = { string: 'first', array: ['f', 'i', 'r', 'st'], object: { k: 'first', l: 'first' } }[type];

        const both = applyOverrides(payload, [
          { task, name: 'p', value: first },
          { task, name: 'p', value },
        ]);

        expect(both.misses).toEqual([]);
        expect(seen(both.payload)).toEqual(seen(applyOverrides(payload, [{ task, name: 'p', value }]).payload));
      }),
    );
  });

  test("an override of the pipeline's param is as if the pipeline had it as default and nobody passed another", () => {
    fc.assert(
      fc.property(
        ways.chain((given) => fc.record({ given: fc.constant(given), value: valueOf[given.type] })),
        fc.constantFrom('p', 'outer'),
        ({ given: { payload }, value }, name) => {
          const expected = seen(withDefault(payload, name, value));

          const result = applyOverrides(payload, [{ name, value }]);

          expect(result.misses).toEqual([]);
          expect(seen(result.payload)).toEqual(expected);
        },
      ),
    );
  });

  test('one of another type changes nothing and says so', () => {
    const types: readonly ParamType[] = ['string', 'array', 'object'];
    const wrong = ways.chain((given) =>
      fc.constantFrom(...types.filter((type) => type !== given.type)).chain((type) =>
        fc.record({
          given: fc.constant(given),
          type: fc.constant(type),
          task: fc.constantFrom(undefined, ...given.targets),
          value: valueOf[type],
        }),
      ),
    );
    fc.assert(
      fc.property(wrong, ({ given, type, task, value }) => {
        const result = applyOverrides(given.payload, [{ ...(task === undefined ? {} : { task }), name: 'p', value }]);

        expect(result.misses).toEqual([expect.stringContaining(`of type ${given.type}, the value is of type ${type}`)]);
        expect(result.payload).toEqual(given.payload);
      }),
    );
  });
});

function withDefault(payload: Ways['payload'], name: string, value: unknown): Ways['payload'] {
  const change = JSON.parse(JSON.stringify(payload)) as typeof payload;
  const specs = [
    change.run.spec.pipelineSpec,
    ...change.objects.map((object) => (object.kind === 'Pipeline' ? (object as { spec?: unknown }).spec : undefined)),
  ] as ({ params?: { name: string; default?: unknown }[] } | undefined)[];
  for (const param of specs.flatMap((spec) => spec?.params ?? [])) if (param.name === name) param.default = value;
  const params = (change.run.spec.params ?? []).filter((param) => param.name !== name);
  return { ...change, run: { ...change.run, spec: { ...change.run.spec, params } } };
}
