import type { Where } from '../check/finding.ts';
import type { PayloadView, LocatedPipelineTask } from '../payload/view.ts';
import { signalName } from '../signal/signals.ts';
import type { EnvVar, Param, ParamSpec, Step } from '../tekton/types.ts';

/**
 * What a task may launch by one of its signals. The value of a result is known only at run time; where the script
 * writes a literal, or a param whose value stands in the payload, it is known before.
 */
export type Call = {
  readonly where: Where;
  readonly task: string;
  readonly signal: string;
  /** Names that are surely among those written. */
  readonly literals: readonly string[];
  /** Something else may be written as well: any pipeline may be meant. */
  readonly isOpen: boolean;
};

/** The calls of a payload, in the order of its tasks. */
export function findCalls(view: PayloadView): readonly Call[] {
  return view.tasks.flatMap((placed) => {
    const { spec, task, where } = placed;
    const signals = (spec?.results ?? []).flatMap(({ name }) => signalName(name) ?? []);
    return signals.map((signal) => ({ where, task: task.name, signal, ...valuesOf(view, placed, signal) }));
  });
}

type Values = Pick<Call, 'literals' | 'isOpen'>;

function valuesOf(view: PayloadView, placed: LocatedPipelineTask, signal: string): Values {
  const result = `localpipeline-run-${signal}`;
  const path = String.raw`"?'?\$\(results\.${result.replaceAll('.', String.raw`\.`)}\.path\)'?"?`;
  const writes = new RegExp(String.raw`^.*${path}.*$`, 'gm');
  const literal = new RegExp(
    String.raw`^\s*(?:echo|printf)\s+(?:-[ne]+\s+)?(?:'%s(?:\\n)?'\s+|"%s(?:\\n)?"\s+)?("[^"]*"|'[^']*'|[^\s"'|;&<>]+)\s*(?:>|\|\s*tee)\s*${path}\s*(?:;|&&.*|>\s*/dev/null)?\s*$`,
  );
  const literals = new Set<string>();
  let isOpen = false;
  let count = 0;
  for (const step of placed.spec?.steps ?? []) {
    for (const [line] of (step.script ?? '').matchAll(writes)) {
      if (/^\s*#/.test(line)) continue;
      count += 1;
      const word = literal.exec(line)?.[1];
      const value = word === undefined ? undefined : resolve(word, { view, placed, step });
      if (value === undefined) isOpen = true;
      else if (value !== '') literals.add(value);
    }
  }
  // No script writes it: a program does, or args of a shell.
  return { literals: [...literals], isOpen: isOpen || count === 0 };
}

type Scope = { readonly view: PayloadView; readonly placed: LocatedPipelineTask; readonly step: Step };

/** The text that a word of a shell stands for, where that is certain. */
function resolve(word: string, scope: Scope): string | undefined {
  const isSingle = word.startsWith("'");
  const text = word.replace(/^(["'])(.*)\1$/, '$2');
  const param = /^\$\(params\.([\w-]+)\)$/.exec(text)?.[1];
  if (param !== undefined) return paramValue(param, scope);
  const variable = isSingle ? undefined : /^\$(?:(\w+)|\{(\w+)\})$/.exec(text);
  if (variable !== undefined && variable !== null) return envValue(variable[1] ?? variable[2] ?? '', scope);
  return /[$`\\*?[\]]/.test(text) && !(isSingle && !text.includes('$(')) ? undefined : text.trim();
}

/** A variable of the step that the script itself does not set. */
function envValue(name: string, scope: Scope): string | undefined {
  const { step, placed } = scope;
  if (new RegExp(String.raw`(^|[\s;])(export\s+|read\s+.*)?${name}(=|\s*$)`, 'm').test(step.script ?? ''))
    return undefined;
  const named = (env: readonly EnvVar[] = []) => env.find((each) => each.name === name);
  const variable = named(step.env) ?? named(placed.spec?.stepTemplate?.env);
  if (variable?.value === undefined) return undefined;
  const param = /^\$\(params\.([\w-]+)\)$/.exec(variable.value)?.[1];
  if (param !== undefined) return paramValue(param, scope);
  return variable.value.includes('$(') ? undefined : variable.value;
}

/** The value of a Task's param: what the pipeline passes, else the default. */
function paramValue(name: string, { view, placed }: Scope): string | undefined {
  const { task, spec, isEmbedded } = placed;
  const passed = valueIn(task.params, name);
  const ofPipeline = (each: string) =>
    valueIn(view.payload.run.spec.params, each) ?? defaultIn(view.pipeline.params, each);
  if (passed !== undefined) {
    const inner = /^\$\(params\.([\w-]+)\)$/.exec(passed)?.[1];
    return plain(inner === undefined ? passed : ofPipeline(inner));
  }
  if (task.matrix !== undefined) return undefined;
  return plain(defaultIn(spec?.params, name) ?? (isEmbedded ? ofPipeline(name) : undefined));
}

function plain(text: string | undefined): string | undefined {
  return text === undefined || text.includes('$(') ? undefined : text.trim();
}

function valueIn(params: readonly Param[] = [], name: string): string | undefined {
  const value = params.find((each) => each.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
}

function defaultIn(params: readonly ParamSpec[] = [], name: string): string | undefined {
  const value = params.find((each) => each.name === name)?.default;
  return typeof value === 'string' ? value : undefined;
}
