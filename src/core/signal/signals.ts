import { type ParamValue, type TaskRun } from '../tekton/types.ts';
import { isDone } from '../tekton/condition.ts';
import { parseTerminationMessage } from './termination-message.ts';

/** One request by a task to launch a pipeline. */
export type Signal = {
  /** `<name>` of `localpipeline-run-<name>`. */
  readonly name: string;
  /** Trimmed value: a mapping name or a file name. */
  readonly pipeline: string;
  /** Overrides as they were written, in the numeric order of their suffix. */
  readonly params: readonly SignalParam[];
};

export type SignalParam = { readonly resultName: string; readonly value: ParamValue };

export type SignalReport = {
  /** Signals that can be launched: none of their overrides is still to come. */
  readonly complete: readonly Signal[];
  readonly warnings: readonly string[];
  /** Signals whose value cannot be used at all. */
  readonly bad: readonly { readonly name: string; readonly reason: string }[];
};

type Emitted = { readonly name: string; readonly value: ParamValue };

const PARAM_RESULT = /^localpipeline-run-(.+)-param-(\d+)$/;
const RUN_RESULT = /^localpipeline-run-(.+)$/;
/** Names that look like a signal and are none: without a name, in the plural, with another ending. */
const NEAR_MISS = /^local-?pipelines?-?runs?(-|$)/i;
const MISSPELT_PARAM = /^(localpipeline-run-.+)-(?:params?[a-z]*|parm)-?(\d+)$/i;

/**
 * The signals of one TaskRun, by the contract's section 3.
 *
 * While a TaskRun runs, the results of its finished steps are in `status.steps[].terminated.message`
 * (https://tekton.dev/docs/pipelines/tasks/#emitting-results); they count where `early` is true. Of several values of
 * one result, the first that is not empty counts.
 */
export function readSignals(taskRun: TaskRun, options: { readonly early: boolean }): SignalReport {
  const done = isDone(taskRun);
  const emitted = [...(options.early ? stepResults(taskRun) : []), ...(done ? (taskRun.status?.results ?? []) : [])];
  const { first, changed } = firstValues(emitted);
  const declared = (taskRun.status?.taskSpec?.results ?? []).map((result) => result.name);
  const known = taskRun.status?.taskSpec !== undefined;

  const complete: Signal[] = [];
  const bad: { name: string; reason: string }[] = [];
  for (const [resultName, value] of first) {
    const name = signalName(resultName);
    if (name === undefined) continue;
    if (typeof value !== 'string') {
      bad.push({ name, reason: `result ${resultName} must be a string, the name of a pipeline` });
      continue;
    }
    const pipeline = value.trim();
    if (pipeline === '' || isMisspeltParam(resultName, pipeline)) continue;
    const wanted = declared.filter((other) => paramOf(other)?.signal === name);
    const hasAll = known && wanted.every((other) => emitted.some((result) => result.name === other));
    if (!done && !hasAll) continue;
    complete.push({ name, pipeline, params: paramsOf(name, first) });
  }
  const warnings = [
    ...nearMisses(new Set([...declared, ...first.keys()])),
    ...changed,
    ...(done ? orphans(first) : []),
  ];
  return { complete, warnings, bad };
}

/** The name is that of a signal, but the value is an override: the name of a param result was meant. */
function isMisspeltParam(resultName: string, value: string): boolean {
  return MISSPELT_PARAM.test(resultName) && value.startsWith('{');
}

/** `<name>` of a result `localpipeline-run-<name>`; undefined for any other result. */
export function signalName(resultName: string): string | undefined {
  return PARAM_RESULT.test(resultName) ? undefined : RUN_RESULT.exec(resultName)?.[1];
}

/** True for the result that carries an override of a signal. */
export function isParamResult(resultName: string): boolean {
  return PARAM_RESULT.test(resultName);
}

function paramOf(resultName: string): { signal: string; index: string } | undefined {
  const [, signal, index] = PARAM_RESULT.exec(resultName) ?? [];
  return signal === undefined || index === undefined ? undefined : { signal, index };
}

function paramsOf(signal: string, values: ReadonlyMap<string, ParamValue>): SignalParam[] {
  const found: { index: bigint; param: SignalParam }[] = [];
  for (const [resultName, value] of values) {
    const param = paramOf(resultName);
    if (param?.signal !== signal || isEmpty(value)) continue;
    found.push({ index: BigInt(param.index), param: { resultName, value } });
  }
  return found.sort((a, b) => (a.index < b.index ? -1 : a.index > b.index ? 1 : 0)).map(({ param }) => param);
}

/** Results of finished steps, in step order; every later step repeats the earlier ones. */
function stepResults(taskRun: TaskRun): readonly Emitted[] {
  return (taskRun.status?.steps ?? []).flatMap((step) => parseTerminationMessage(step.terminated?.message));
}

function firstValues(emitted: readonly Emitted[]) {
  const first = new Map<string, ParamValue>();
  const changed = new Set<string>();
  for (const { name, value } of emitted) {
    const before = first.get(name);
    if (before === undefined || isEmpty(before)) first.set(name, value);
    else if (!isEmpty(value) && RUN_RESULT.test(name) && !sameValue(before, value)) {
      changed.add(`result ${name} changed from ${show(before)} to ${show(value)}; the first value is kept`);
    }
  }
  return { first, changed };
}

/** A sentence for each result that is nearly a signal, with the name that was probably meant. */
export function nearMisses(names: ReadonlySet<string>): string[] {
  return [...names].flatMap((name) => {
    if (PARAM_RESULT.test(name)) return [];
    const param = MISSPELT_PARAM.exec(name);
    if (param !== null) {
      return [
        `result ${name} looks like an override, but is none; probably meant: ${param[1] ?? ''}-param-${param[2] ?? ''}`,
      ];
    }
    if (RUN_RESULT.test(name)) return [];
    if (!NEAR_MISS.test(name)) return [];
    const rest = name.replace(NEAR_MISS, '');
    return [`result ${name} is not a signal; probably meant: localpipeline-run-${rest === '' ? '<name>' : rest}`];
  });
}

function orphans(values: ReadonlyMap<string, ParamValue>): string[] {
  return [...values].flatMap(([resultName, value]) => {
    const param = paramOf(resultName);
    if (param === undefined || isEmpty(value)) return [];
    const run = values.get(`localpipeline-run-${param.signal}`);
    if (run !== undefined && !isEmpty(run)) return [];
    return [`result ${resultName} has no signal: localpipeline-run-${param.signal} is missing or empty`];
  });
}

const isEmpty = (value: ParamValue) => typeof value === 'string' && value.trim() === '';
const sameValue = (a: ParamValue, b: ParamValue) => JSON.stringify(a) === JSON.stringify(b);
const show = (value: ParamValue) => JSON.stringify(value);
