import type { KubeObject } from '../k8s/object.ts';
import { listOf } from '../list-of.ts';
import type { LocatedObject, Place } from '../payload/location.ts';
import { field, type LocatedValue, locatedValue, nameOf, objectsIn, placeOf, textIn } from './located-value.ts';

/** Which trigger of a folder with EventListeners makes the run. */
export type TriggerChoice = {
  readonly listener?: string;
  /** Name of the trigger, or of its template where it has none. */
  readonly trigger?: string;
};

/** A param that a binding sets; `value` may hold expressions over the event. */
export type BoundParam = { readonly name: string; readonly value: string; readonly place: Place };

export type ChosenTrigger = {
  readonly listener: string;
  readonly bound: readonly BoundParam[];
  /** The spec of the TriggerTemplate. */
  readonly template: LocatedValue;
};

const TRIGGERS_KINDS: ReadonlySet<string> = new Set([
  'EventListener',
  'Trigger',
  'TriggerBinding',
  'ClusterTriggerBinding',
  'TriggerTemplate',
  'Interceptor',
  'ClusterInterceptor',
]);

/**
 * True for the kinds of Tekton Triggers, which only say how runs are made. The hosted service knows them in the group
 * `tekton.dev` as well, where they were before Tekton Triggers had its own group.
 */
export function isTriggersObject({ apiVersion, kind }: KubeObject): boolean {
  return /^(triggers\.)?tekton\.dev\//.test(apiVersion) && TRIGGERS_KINDS.has(kind);
}

/**
 * The chosen trigger of the chosen listener, with its bindings and template looked up. Where there is only one listener
 * or trigger, it need not be named. Undefined, with the reason in `problems`, where none can be chosen.
 */
export function chooseTrigger(
  file: string,
  located: readonly LocatedObject[],
  choice: TriggerChoice,
  problems: string[],
): ChosenTrigger | undefined {
  const all = located.map(locatedValue);
  const listener = chooseOne(
    all.filter((each) => kindOf(each) === 'EventListener').map((value) => ({ name: objectName(value), value })),
    { what: 'EventListener', of: file, key: 'listener', wanted: choice.listener },
    problems,
  );
  if (listener === undefined) return undefined;
  const triggers = objectsIn(field(listener.value, 'spec', 'triggers'), problems).flatMap((value) => {
    const spec = specOf(value, all, problems);
    const template = spec === undefined ? '' : (textIn(templateRef(spec), problems) ?? '');
    return spec === undefined ? [] : [{ name: textIn(field(value, 'name'), problems) ?? template, value: spec }];
  });
  const of = `${placeOf(listener.value)}: EventListener ${listener.name}`;
  const trigger = chooseOne(triggers, { what: 'trigger', of, key: 'trigger', wanted: choice.trigger }, problems);
  if (trigger === undefined) return undefined;
  const template = templateOf(trigger.value, all, problems);
  const bound = boundParams(trigger.value, all, problems);
  return template === undefined ? undefined : { listener: listener.name, bound, template };
}

type Candidate = { readonly name: string; readonly value: LocatedValue };
type Question = {
  readonly what: string;
  readonly of: string;
  readonly key: string;
  readonly wanted: string | undefined;
};

function chooseOne(
  candidates: readonly Candidate[],
  { what, of, key, wanted }: Question,
  problems: string[],
): Candidate | undefined {
  const list = candidates.map(({ name, value }) => `${name || '(no name)'} at ${placeOf(value)}`).join(', ');
  const hits = wanted === undefined ? candidates : candidates.filter(({ name }) => name === wanted);
  const [only, ...others] = hits;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    const asked = wanted === undefined ? '' : ` ${wanted}`;
    problems.push(`${of}: has no ${what}${asked}${candidates.length === 0 ? '' : `; it has: ${list}`}`);
  } else if (wanted === undefined) {
    problems.push(
      `${of}: has ${hits.length} ${what}s, and a payload is one run; choose one with "${key}" in the mapping or --${key}: ${list}`,
    );
  } else {
    problems.push(`${of}: has ${hits.length} ${what}s called ${wanted}: ${list}`);
  }
  return undefined;
}

/** The spec of a trigger, which is in the listener itself or in an object of its own. */
function specOf(trigger: LocatedValue, all: readonly LocatedValue[], problems: string[]): LocatedValue | undefined {
  const ref = textIn(field(trigger, 'triggerRef'), problems);
  if (ref === undefined) return trigger;
  const found = lookUp('Trigger', ref, field(trigger, 'triggerRef'), all, problems);
  return found === undefined ? undefined : field(found, 'spec');
}

function templateRef(trigger: LocatedValue): LocatedValue {
  const ref = field(trigger, 'template', 'ref');
  return ref.value === undefined ? field(trigger, 'template', 'name') : ref;
}

function templateOf(trigger: LocatedValue, all: readonly LocatedValue[], problems: string[]): LocatedValue | undefined {
  const inline = field(trigger, 'template', 'spec');
  if (inline.value !== undefined) return inline;
  const ref = templateRef(trigger);
  const name = textIn(ref, problems);
  if (name === undefined) {
    if (ref.value === undefined) problems.push(`${placeOf(trigger)}: ${nameOf(trigger)} has no template`);
    return undefined;
  }
  const found = lookUp('TriggerTemplate', name, ref, all, problems);
  return found === undefined ? undefined : field(found, 'spec');
}

/** The params of all bindings, in their order; inline ones have a value, others name a binding. */
function boundParams(trigger: LocatedValue, all: readonly LocatedValue[], problems: string[]): readonly BoundParam[] {
  // Only the hosted service has the singular form: `binding: {name}`.
  const single = field(trigger, 'binding');
  const bindings = [
    ...(single.value === undefined ? [] : [single]),
    ...objectsIn(field(trigger, 'bindings'), problems),
  ];
  return bindings.flatMap((binding) => {
    if (field(binding, 'value').value !== undefined) return paramOf(binding, problems);
    const ref = field(binding, 'ref').value === undefined ? field(binding, 'name') : field(binding, 'ref');
    const name = textIn(ref, problems);
    if (name === undefined) return [];
    const kind = textIn(field(binding, 'kind'), problems) ?? 'TriggerBinding';
    const found = lookUp(kind, name, ref, all, problems);
    if (found === undefined) return [];
    return objectsIn(field(found, 'spec', 'params'), problems).flatMap((param) => paramOf(param, problems));
  });
}

function paramOf(param: LocatedValue, problems: string[]): BoundParam[] {
  const name = textIn(field(param, 'name'), problems);
  const value = textIn(field(param, 'value'), problems);
  return name === undefined || value === undefined ? [] : [{ name, value, place: placeOf(field(param, 'value')) }];
}

function lookUp(
  kind: string,
  name: string,
  ref: LocatedValue,
  all: readonly LocatedValue[],
  problems: string[],
): LocatedValue | undefined {
  const ofKind = all.filter((each) => kindOf(each) === kind);
  const found = ofKind.filter((each) => objectName(each) === name);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  problems.push(
    only === undefined
      ? `${placeOf(ref)}: ${kind} ${name} is not in the folder; it holds: ${listOf(ofKind.map(objectName))}`
      : `${placeOf(ref)}: ${kind} ${name} is in the folder more than once: ${found.map(placeOf).join(', ')}`,
  );
  return undefined;
}

const kindOf = ({ owner }: LocatedValue) => owner.object.kind;
const objectName = ({ owner }: LocatedValue) => owner.object.metadata.name ?? '';
