import type { LocatedPipelineTask, PayloadView } from '../payload/view.ts';
import type { EnvVar, Param, ParamSpec, Step } from '../tekton/types.ts';
import type { Part, Quoting, Word } from './shell-words.ts';

/** Where a word is: the values of its variables depend on that. */
export type Scope = {
  readonly view: PayloadView;
  readonly placed: LocatedPipelineTask;
  readonly step: Step;
  readonly mayAssign: (name: string) => boolean;
};

/** Characters with a meaning for the shell, by the quotes around the text that Tekton puts into a script. */
const SPECIAL: Readonly<Record<Quoting, RegExp>> = { none: /[^\w.,:=@%+/ -]/, double: /["$`\\]/, single: /'/ };
/** Characters that the shell expands to file names or to several words, outside quotes. */
const EXPANDED = /[*?[\]{]/;

/** The value of a word at run time, trimmed; undefined where it is not certain. */
export function valueOfWord(word: Word, scope: Scope): string | undefined {
  const texts = word.map((part) => valueOfPart(part, scope));
  if (!texts.every((text) => text !== undefined)) return undefined;
  const value = texts.join('').trim();
  // The echo of some shells reads escapes, that of others does not.
  return value.includes('\\') ? undefined : value;
}

function valueOfPart(part: Part, scope: Scope): string | undefined {
  switch (part.kind) {
    case 'text':
      return part.quoting === 'none' && EXPANDED.test(part.text) ? undefined : part.text;
    case 'tekton': {
      const value = paramValue(paramNamed(part.name), scope);
      return value === undefined || SPECIAL[part.quoting].test(value) ? undefined : value;
    }
    case 'variable': {
      const value = envValue(part.name, scope);
      return value === undefined || (part.quoting === 'none' && /[*?[\]\s]/.test(value)) ? undefined : value;
    }
    case 'unknown':
      return undefined;
  }
}

/** `x` of `params.x` in any of Tekton's notations. */
function paramNamed(variable: string): string | undefined {
  const [, dotted, single, double] = /^params(?:\.(.+)|\['([^']+)'\]|\["([^"]+)"\])$/.exec(variable) ?? [];
  return dotted ?? single ?? double;
}

/** The value of a variable in the step's env; undefined where the script may set it itself. */
function envValue(name: string, scope: Scope): string | undefined {
  const { step, placed } = scope;
  if (scope.mayAssign(name)) return undefined;
  const named = (env: readonly EnvVar[] = []) => env.find((each) => each.name === name);
  const value = (named(step.env) ?? named(placed.spec?.stepTemplate?.env))?.value;
  return value === undefined ? undefined : expanded(value, (param) => paramValue(param, scope));
}

/** The value of a Task's param: what the pipeline passes, else the default. */
function paramValue(name: string | undefined, { view, placed }: Scope): string | undefined {
  if (name === undefined) return undefined;
  const { task, spec, isEmbedded } = placed;
  const ofPipeline = (each: string) =>
    plain(valueIn(view.payload.run.spec.params, each) ?? defaultIn(view.pipeline.params, each));
  const passed = valueIn(task.params, name);
  if (passed !== undefined) return expanded(passed, ofPipeline);
  if (task.matrix !== undefined) return undefined;
  return plain(defaultIn(spec?.params, name)) ?? (isEmbedded ? ofPipeline(name) : undefined);
}

/** A text of the payload with the values of its params; undefined where it holds any other variable. */
function expanded(text: string, valueOf: (param: string) => string | undefined): string | undefined {
  const [start = '', ...others] = text.split('$(');
  const texts = others.map((each) => {
    const end = each.indexOf(')');
    const param = end < 0 ? undefined : paramNamed(each.slice(0, end));
    const value = param === undefined ? undefined : valueOf(param);
    return value === undefined ? undefined : value + each.slice(end + 1);
  });
  return texts.every((each) => each !== undefined) ? [start, ...texts].join('').trim() : undefined;
}

const plain = (text: string | undefined) => (text?.includes('$(') === true ? undefined : text?.trim());

function valueIn(params: readonly Param[] = [], name: string): string | undefined {
  const value = params.find((each) => each.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
}

function defaultIn(params: readonly ParamSpec[] = [], name: string): string | undefined {
  const value = params.find((each) => each.name === name)?.default;
  return typeof value === 'string' ? value : undefined;
}
