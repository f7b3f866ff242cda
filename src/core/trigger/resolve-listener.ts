import {
  type BoundParam,
  chooseTrigger,
  type ChosenTrigger,
  isTriggersObject,
  type TriggerChoice,
} from './choose-trigger.ts';
import { isObject } from '../json.ts';
import type { KubeObject } from '../k8s/object.ts';
import { listOf } from '../list-of.ts';
import type { LocatedObject, Place } from '../payload/location.ts';
import { field, type LocatedValue, nameOf, objectsIn, placeOf, textIn } from './located-value.ts';
import { substitute } from './substitute.ts';

/** Which trigger of a folder makes the run, and values for params of its TriggerTemplate, which win over bindings. */
export type ListenerChoice = TriggerChoice & {
  readonly params?: readonly { readonly name: string; readonly value: string }[];
};

export type ListenerResult =
  | { readonly ok: true; readonly listener: string; readonly located: readonly LocatedObject[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Expressions over the event: those of Tekton Triggers, and `event`, which is the body in the hosted service. */
const EVENT_EXPRESSION = /\$\(\.?(?:body|header|extensions|context|event)\b[^()]*\)/;

/**
 * Resolves an EventListener as Tekton Triggers and the hosted service do it for an event, but without an event. Gives
 * the objects of the TriggerTemplate with the values of its params, and the objects of the folder that are not of
 * Tekton Triggers. `uid` replaces `$(uid)`, the same everywhere.
 *
 * A value comes from the choice, else from a binding, else from the template's default. A value that a binding takes
 * from the event must be chosen: with the default, something else than what was meant would run.
 */
export function resolveListener(
  file: string,
  located: readonly LocatedObject[],
  { uid, params = [], ...choice }: ListenerChoice & { readonly uid: string },
): ListenerResult {
  const problems: string[] = [];
  const chosen = chooseTrigger(
    file,
    located.filter(({ object }) => isTriggersObject(object)),
    choice,
    problems,
  );
  if (chosen === undefined) return { ok: false, problems };
  const { declared, values, unknown } = valuesOf(chosen, params, problems);
  const uses = new Map<string, Place[]>();
  const made = objectsIn(field(chosen.template, 'resourcetemplates'), problems).flatMap((template) => {
    const { value, used } = substitute(template, { uid, values, declared });
    for (const { name, place } of used) uses.set(name, [...(uses.get(name) ?? []), place]);
    const object = toKubeObject(value, template, problems);
    return object === undefined ? [] : [locatedIn(template, object)];
  });
  for (const [name, places] of uses) {
    const why =
      unknown.get(name) ?? `is not one of the template's params (${[...declared].join(', ') || 'it has none'})`;
    problems.push(missing(name, why, places, chosen.template));
  }
  if (problems.length > 0) return { ok: false, problems };
  const others = located.filter(({ object }) => !isTriggersObject(object));
  return { ok: true, listener: chosen.listener, located: [...made, ...others] };
}

type Values = {
  readonly declared: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  /** Params without a value, and why. */
  readonly unknown: ReadonlyMap<string, string>;
};

function valuesOf(chosen: ChosenTrigger, params: NonNullable<ListenerChoice['params']>, problems: string[]): Values {
  const { bound, template } = chosen;
  const specs = objectsIn(field(template, 'params'), problems).flatMap((spec) => {
    const name = textIn(field(spec, 'name'), problems);
    return name === undefined ? [] : [{ name, standard: textIn(field(spec, 'default'), problems) }];
  });
  const declared = new Set(specs.map(({ name }) => name));
  const known = new Set([...declared, ...bound.map(({ name }) => name)]);
  const values = new Map<string, string>();
  const unknown = new Map<string, string>();
  for (const { name, value } of params) {
    if (known.has(name)) values.set(name, value);
    else problems.push(`${placeOf(template)}: there is no param ${name}; params: ${listOf(known)}`);
  }
  for (const param of bound) {
    const { name, value } = param;
    if (params.some((each) => each.name === name)) continue;
    const other = bound.find((each) => each.name === name && each.value !== value);
    if (other !== undefined && bound.indexOf(other) < bound.indexOf(param)) {
      problems.push(`${param.place}: param ${name} is bound to another value already, at ${other.place}`);
    }
    if (EVENT_EXPRESSION.test(value))
      unknown.set(name, fromEvent(param, specs.find((spec) => spec.name === name)?.standard));
    else values.set(name, value);
  }
  for (const { name, standard } of specs) {
    if (values.has(name) || unknown.has(name)) continue;
    if (standard === undefined) unknown.set(name, 'has no binding and no default');
    else values.set(name, standard);
  }
  return { declared: known, values, unknown };
}

function fromEvent({ value, place }: BoundParam, standard: string | undefined): string {
  const fallback = standard === undefined ? '' : `; the template's default is ${JSON.stringify(standard)}`;
  return `comes from the event, ${value} at ${place}, and there is none${fallback}`;
}

function missing(name: string, why: string, places: readonly Place[], template: LocatedValue): string {
  const used = [...new Set(places)].join(', ');
  return (
    `${placeOf(template)}: param ${name} ${why}; it is used at ${used}; ` +
    `give it with --param ${name}=VALUE, or in the mapping: "params": [{"name": "${name}", "value": "..."}]`
  );
}

function toKubeObject(value: unknown, template: LocatedValue, problems: string[]): KubeObject | undefined {
  if (isObject(value)) {
    const { apiVersion, kind, metadata } = value;
    if (typeof apiVersion === 'string' && typeof kind === 'string' && isObject(metadata)) {
      return { ...value, apiVersion, kind, metadata };
    }
  }
  problems.push(`${placeOf(template)}: ${nameOf(template)} must be an object with apiVersion, kind and metadata`);
  return undefined;
}

/** An object that a template makes has the place of the template. */
function locatedIn(template: LocatedValue, object: KubeObject): LocatedObject {
  return { object, placeOf: (path) => placeOf(field(template, ...path)) };
}
