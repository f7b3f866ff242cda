import type { Where } from '../payload/location.ts';
import type { PayloadView, LocatedPipelineTask } from '../payload/view.ts';
import { signalName } from '../signal/signals.ts';
import type { Step } from '../tekton/types.ts';
import { factsOfScript, type ScriptFacts } from './result-writes.ts';
import { valueOfWord } from './word-value.ts';

/**
 * What a task may launch by one of its signals. The value of a result is known only at run time, except where the
 * script writes a literal, or a param whose value is in the payload.
 */
export type Call = {
  readonly where: Where;
  readonly task: string;
  readonly signal: string;
  /** Pipelines that the script names, in so many words or by a param. */
  readonly literals: readonly string[];
  /** True where something else may be written as well: then any pipeline may be called. */
  readonly isOpen: boolean;
};

type FactsOf = (step: Step) => ScriptFacts;

/** The calls of a payload, in the order of its tasks. */
export function findCalls(view: PayloadView): readonly Call[] {
  const known = new Map<Step, ScriptFacts>();
  // Many tasks may use one Task, whose scripts are read only once.
  const factsOf = (step: Step): ScriptFacts => {
    const facts = known.get(step) ?? factsOfScript(step.script ?? '');
    known.set(step, facts);
    return facts;
  };
  return view.tasks.flatMap((placed) => {
    const { spec, task, where } = placed;
    const signals = (spec?.results ?? []).flatMap(({ name }) => signalName(name) ?? []);
    return signals.map((signal) => ({
      where,
      task: task.name,
      signal,
      ...valuesOf(signal, { view, placed, factsOf }),
    }));
  });
}

type TaskScope = { readonly view: PayloadView; readonly placed: LocatedPipelineTask; readonly factsOf: FactsOf };

function valuesOf(signal: string, { view, placed, factsOf }: TaskScope): Pick<Call, 'literals' | 'isOpen'> {
  const steps = (placed.spec?.steps ?? []).flatMap((step) => {
    const { writes, mayAssign } = factsOf(step);
    const ofResult = writes.get(`localpipeline-run-${signal}`);
    return ofResult === undefined ? [] : [{ ...ofResult, scope: { view, placed, step, mayAssign } }];
  });
  const written = steps.flatMap((each) => each.written.map((write) => ({ ...write, scope: each.scope })));
  // An appended text is the whole value only where nothing else was written.
  const values = written.map(({ value, isAppended, scope }) =>
    isAppended && written.length > 1 ? undefined : valueOfWord(value, scope),
  );
  return {
    literals: [...new Set(values.filter((value) => value !== undefined))].filter((value) => value !== ''),
    // No script names the result: a program writes it, or the args of a shell do.
    isOpen: steps.length === 0 || steps.some((each) => each.isOpen) || values.includes(undefined),
  };
}
