import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { objectMetadata, pipelineRunSpec, pipelineSpec } from './arbitrary-pipeline.ts';
import { taskSpec } from './arbitrary-task.ts';
import { tektonExamples, tektonFields } from './tekton-source.ts';
import { valueFields } from './field-paths.ts';
import { bundles, handmade, refused } from './handmade/specimens.ts';
import { inParallel, openTektonJudge, type TektonJudge, type Verdict } from './tekton-judge.ts';

jest.setTimeout(120_000);

/** Enough to meet every pair of fields now and then, few enough for seconds. */
const GENERATED = { Task: 100, Pipeline: 80, PipelineRun: 80 };

describe('our conversion of v1beta1 to v1, judged by Tekton', () => {
  let judge: TektonJudge;

  beforeAll(async () => {
    const kubeconfig = process.env['SUBPIPE_CONTRACT_KUBECONFIG'] ?? '';
    if (kubeconfig === '') throw new Error('SUBPIPE_CONTRACT_KUBECONFIG names no kubeconfig: run `make contract`');
    judge = await openTektonJudge(kubeconfig);
  });

  afterAll(() => judge.close());

  test('equals its own for every field that moved, was renamed or went', async () => {
    const verdicts = await judge.judge(handmade);

    expect(told(verdicts.filter(({ kind }) => kind !== 'equal'))).toEqual([]);
    expect(verdicts.length).toBe(handmade.length);
  });

  test('refuses what it refuses', async () => {
    const verdicts = await judge.judge(refused);

    expect(told(verdicts.filter(({ kind }) => kind !== 'both-refuse'))).toEqual([]);
    expect(verdicts.length).toBe(refused.length);
  });

  test('still takes bundles, as a reference to the resolver that Tekton has for them', async () => {
    const verdicts = await judge.judge(bundles);

    expect(verdicts.map(({ kind }) => kind)).toEqual(bundles.map(() => 'only-tekton-refuses'));
    expect(verdicts.length).toBeGreaterThan(0);
  });

  test.each(['Task', 'Pipeline', 'PipelineRun'] as const)('equals its own for any %s', async (kind) => {
    const spec = { Task: taskSpec, Pipeline: pipelineSpec, PipelineRun: pipelineRunSpec }[kind];
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const objects = fc.sample(fc.record({ metadata: objectMetadata, spec }), { numRuns: GENERATED[kind], seed });

    const verdicts = await judge.judge(
      objects.map((object, index) => ({
        title: `seed ${seed}, ${index}`,
        object: { apiVersion: 'tekton.dev/v1beta1', kind, ...object },
      })),
    );

    expect(told(verdicts.filter(isMistake))).toEqual([]);
    expect(howMany(verdicts, 'equal')).toBeGreaterThan(GENERATED[kind] * 0.7);
  });

  test('equals its own for its own examples of v1beta1', async () => {
    const verdicts = await judge.judge(await tektonExamples('v1beta1'));

    expect(told(verdicts.filter(isMistake))).toEqual([]);
    expect(howMany(verdicts, 'equal')).toBeGreaterThan(150);
  });

  test('equals its own for its newest examples, as it shows them to those who read v1beta1', async () => {
    const specimens = await inParallel(await tektonExamples('v1'), async ({ title, object }) => {
      const read = await judge.readAsBeta(object);
      return read === undefined ? [] : [{ title, object: read }];
    });

    const verdicts = await judge.judge(specimens.flat());

    expect(told(verdicts.filter(isMistake))).toEqual([]);
    expect(howMany(verdicts, 'equal')).toBeGreaterThan(150);
  });
});

test.each(['Task', 'Pipeline', 'PipelineRun'])('the handmade objects have every field of a %s', async (kind) => {
  // Tasks of a pipeline are the same in both of its lists; the generated ones are in both.
  const inTasks = (field: string) => field.replace(/^finally\b/, 'tasks');
  const ofKind = [...handmade, ...refused, ...bundles].filter(({ object }) => object.kind === kind);
  const had = new Set(ofKind.flatMap(({ object }) => valueFields((object as { spec?: unknown }).spec)).map(inTasks));

  const fields = (await tektonFields(kind)).map(inTasks);

  expect(fields.length).toBeGreaterThan(30);
  expect(fields.filter((field) => !had.has(field))).toEqual([]);
});

const isMistake = ({ kind }: Verdict) => kind !== 'equal' && kind !== 'both-refuse';

function howMany(verdicts: readonly Verdict[], kind: Verdict['kind']): number {
  return verdicts.filter((verdict) => verdict.kind === kind).length;
}

/** The first few as a failed test shows them, with the object where it is a generated one. */
function told(verdicts: readonly Verdict[]): readonly unknown[] {
  const more = verdicts.length > 3 ? [`and ${verdicts.length - 3} more`] : [];
  const first = verdicts.slice(0, 3).map(({ specimen: { title, object }, ...verdict }) => ({
    specimen: title,
    ...verdict,
    ...(title.startsWith('seed ') ? { object: JSON.stringify(object) } : {}),
  }));
  return [...first, ...more];
}
