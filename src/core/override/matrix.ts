import { present } from '../present.ts';
import type { MatrixInclude, Param, PipelineTask } from '../tekton/types.ts';

/** The params that a matrix gives to its task; a name that several of its parts give is there several times. */
export function matrixParams({ matrix }: PipelineTask): readonly Param[] {
  return [...(matrix?.params ?? []), ...(matrix?.include ?? []).flatMap(({ params }) => params ?? [])];
}

/**
 * The PipelineTask with one value for a param that its matrix gives, in every combination. Combinations that differed
 * in nothing else become one. A matrix is kept even for one combination: other tasks may read the results of all,
 * `$(tasks.NAME.results.RESULT[*])`, which Tekton allows for a matrix only.
 */
export function overrideInMatrix(task: PipelineTask, { name, value }: { name: string; value: string }): PipelineTask {
  const { params = [], include = [] } = task.matrix ?? {};
  const without = (list: readonly Param[] = []) => list.filter((param) => param.name !== name);
  const rest = include.map((each) => ({ ...each, params: without(each.params) }));
  if (params.some((param) => param.name === name)) {
    const given = params.map((param) => (param.name === name ? { name, value: [value] } : param));
    return withMatrix(task, { params: given, include: rest });
  }
  if (params.length === 0) {
    return withMatrix(task, { include: rest.map((each) => ({ ...each, params: [...each.params, { name, value }] })) });
  }
  // Only some combinations gave it: the others get it from the params of the task.
  return { ...withMatrix(task, { params, include: rest }), params: [...without(task.params), { name, value }] };
}

/** The PipelineTask without the param in its matrix, and without a matrix where nothing else is in it. */
export function withoutInMatrix(task: PipelineTask, name: string): PipelineTask {
  const left = (list: readonly Param[] = []) => list.filter((param) => param.name !== name);
  const { matrix, ...rest } = task;
  const params = left(matrix?.params);
  const include = (matrix?.include ?? []).map((each) => ({ ...each, params: left(each.params) }));
  if (params.length === 0 && include.every((each) => each.params.length === 0)) return rest;
  const { params: _params, ...other } = matrix ?? {};
  return withMatrix({ ...rest, matrix: other }, { include, ...present({ params: nonEmpty(params) }) });
}

function withMatrix(
  task: PipelineTask,
  { params, include }: { params?: readonly Param[]; include: readonly MatrixInclude[] },
): PipelineTask {
  const left = distinct(include.filter((each) => each.params?.length !== 0));
  const { include: _include, ...other } = task.matrix ?? {};
  return { ...task, matrix: { ...other, ...present({ params, include: nonEmpty(left) }) } };
}

const nonEmpty = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);

function distinct(include: readonly MatrixInclude[]): readonly MatrixInclude[] {
  const keyOf = ({ params = [] }: MatrixInclude) =>
    JSON.stringify(params.map(({ name, value }) => [name, value]).toSorted());
  const first = new Map(include.toReversed().map((each) => [keyOf(each), each]));
  return include.filter((each) => first.get(keyOf(each)) === each);
}
