import fc from 'fast-check';
import type { Payload } from '../../src/core/payload/payload.ts';
import type {
  Param,
  ParamSpec,
  ParamType,
  ParamValue,
  PipelineTask,
  Step,
  TaskSpec,
} from '../../src/core/tekton/types.ts';
import { aPayload } from './builders.ts';

/* Payloads in which the param `p` reaches steps in every way that Tekton has. */

export type Ways = {
  readonly type: ParamType;
  readonly payload: Payload;
  /** What an override may name: tasks of the pipeline and Tasks that have `p`. */
  readonly targets: readonly string[];
};

const word = fc.string({ maxLength: 6 }).filter((each) => !each.includes('$('));
export const valueOf: Readonly<Record<ParamType, fc.Arbitrary<ParamValue>>> = {
  string: word,
  // An item that is missing fails the run in Tekton.
  array: fc.array(word, { minLength: 2, maxLength: 3 }),
  object: fc.record({ k: word, l: word }),
};

/** Words of a step that refer to the param, in Tekton's three notations. */
const references: Readonly<Record<ParamType, readonly string[]>> = {
  string: ['$(params.p)', 'in <$(params["p"])>', "$(params['p'])$(params.p)"],
  array: ['$(params.p[*])', '$(params["p"][*])', "$(params['p'][*])", '$(params.p[0])', "$(params['p'][1])"],
  object: ['$(params.p.k)', '$(params.p.l) of $(params.other)'],
};
const isWhole = (reference: string) => reference.includes('[*]');

function step(type: ParamType): fc.Arbitrary<Step> {
  const words = fc.subarray([...references[type], 'literal', '$(date) $(params.other)']);
  const text = words.map((list) => list.filter((each) => !isWhole(each)).join('\n'));
  const env = text.map((value) => [
    { name: 'EXACT', value },
    { name: 'FROM', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    { name: 'TEMPLATE', value: 'wins over the template' },
  ]);
  const steps = fc.record({
    name: fc.constant('s'),
    env: fc.subarray([0, 1, 2]).chain((picked) => env.map((list) => picked.flatMap((index) => list[index] ?? []))),
    args: words,
    script: text,
  });
  return steps;
}

function taskSpec(type: ParamType, declares: boolean): fc.Arbitrary<TaskSpec> {
  const declared: fc.Arbitrary<ParamSpec> = fc.oneof(
    valueOf[type].map((value) => ({ name: 'p', default: value })),
    fc.constant({ name: 'p', type }),
    valueOf[type].map((value) => ({ name: 'p', type, default: value })),
  );
  const other = { name: 'other', default: 'of other' };
  const template = references[type]
    .filter((each) => !isWhole(each))
    .map((value) => ({ env: [{ name: 'TEMPLATE', value }] }));
  return fc
    .tuple(declared, fc.array(step(type), { minLength: 1, maxLength: 2 }), fc.option(fc.constantFrom(...template)))
    .map(([param, steps, stepTemplate]) => ({
      params: declares ? [other, param] : [other],
      steps,
      ...(stepTemplate === null ? {} : { stepTemplate }),
    }));
}

const literals = fc.array(word, { minLength: 1, maxLength: 2 });
const matrix: fc.Arbitrary<PipelineTask['matrix']> = fc.oneof(
  literals.map((value) => ({ params: [{ name: 'p', value }] })),
  fc.tuple(literals, literals).map(([p, q]) => ({
    params: [
      { name: 'p', value: p },
      { name: 'other', value: q },
    ],
  })),
  fc.tuple(literals, word).map(([q, p]) => ({
    params: [{ name: 'other', value: q }],
    include: [
      {
        name: 'i',
        params: [
          { name: 'other', value: q[0] ?? '' },
          { name: 'p', value: p },
        ],
      },
    ],
  })),
  fc.array(fc.tuple(word, fc.option(word)), { minLength: 1, maxLength: 3 }).map((list) => ({
    include: list.map(([p, q], index) => ({
      name: `i${index}`,
      params: [{ name: 'p', value: p }, ...(q === null ? [] : [{ name: 'other', value: q }])],
    })),
  })),
);

/** How `p` comes to a PipelineTask: from nobody, as a literal, from the pipeline, or from a matrix. */
function passing(type: ParamType): fc.Arbitrary<Pick<PipelineTask, 'params' | 'matrix'>> {
  const as = (value: ParamValue): { params: Param[] } => ({ params: [{ name: 'p', value }] });
  const outer = { string: '$(params["outer"])', array: ['first', '$(params.outer[*])'], object: '$(params.outer[*])' };
  return fc.oneof(
    fc.constant({}),
    valueOf[type].map(as),
    fc.constant(as(outer[type])),
    type === 'string' ? matrix.map((each) => (each === undefined ? {} : { matrix: each })) : fc.constant({}),
  );
}

type Form = 'shared' | 'embedded' | 'inheriting' | 'stranger';
const forms = fc.constantFrom<Form>('shared', 'shared', 'embedded', 'inheriting', 'stranger');

/** Up to four tasks, some in `finally`, of one Task, of embedded ones, or without `p`; named after the Task or not. */
export const ways: fc.Arbitrary<Ways> = fc.constantFrom<ParamType>('string', 'array', 'object').chain((type) => {
  const task = fc.record({
    form: forms,
    pass: passing(type),
    embedded: taskSpec(type, true),
    inheriting: taskSpec(type, false),
    last: fc.boolean(),
  });
  return fc
    .record({
      tasks: fc.array(task, { minLength: 1, maxLength: 4 }),
      shared: taskSpec(type, true),
      sameNames: fc.boolean(),
      inRun: fc.boolean(),
      own: valueOf[type],
      outer: valueOf[type],
      passedByRun: fc.option(valueOf[type]),
    })
    .map(({ tasks, shared, sameNames, inRun, own, outer, passedByRun }) => {
      const nameOf = (index: number) => (sameNames && index === 0 ? 'shared' : `t${index}`);
      const all = tasks.map(({ form, pass, embedded, inheriting, last }, index) => {
        const name = nameOf(index);
        const as: Readonly<Record<Form, Omit<PipelineTask, 'name'>>> = {
          shared: { taskRef: { name: 'shared' }, ...pass },
          embedded: { taskSpec: embedded, ...pass },
          inheriting: { taskSpec: inheriting },
          stranger: { taskRef: { name: 'stranger' } },
        };
        return { form, last, task: { name, ...as[form] } };
      });
      // An embedded Task is told apart only where it uses `p`.
      const uses = (each: (typeof all)[number]) =>
        each.form === 'inheriting'
          ? references[type].some((text) => JSON.stringify(each.task).includes(JSON.stringify(text).slice(1, -1)))
          : each.form !== 'stranger';
      const spec = {
        params: [
          { name: 'p', type, default: own },
          { name: 'outer', type, default: outer },
        ],
        tasks: all.filter(({ last }) => !last).map((each) => each.task),
        finally: all.filter(({ last }) => last).map((each) => each.task),
      };
      const params = passedByRun === null ? {} : { params: [{ name: 'outer', value: passedByRun }] };
      const payload = aPayload('main', {
        tasks: { shared, stranger: { params: [{ name: 'other', default: 'o' }], steps: [{ name: 's' }] } },
        ...(inRun ? { run: { pipelineSpec: spec, ...params } } : { spec, run: params }),
      });
      return { type, payload, targets: ['shared', ...all.filter(uses).map((each) => each.task.name)] };
    });
});
