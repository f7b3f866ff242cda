import { nonEmpty } from '../text.ts';
import { parseDuration } from '../duration.ts';
import type { Target, ImageMirror } from './target.ts';
import { begins } from './images.ts';
import { isConsistent } from './timeouts.ts';
import { isLabelValue } from '../k8s/names.ts';

/** A problem with one key of a target; `path` leads to its value, as keys and indexes. */
export type TargetProblem = { readonly path: readonly (string | number)[]; readonly message: string };

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/: positive, as a claim needs it. */
const QUANTITY = /^\d+(\.\d+)?([KMGTPE]i|[kMGTPE])?$/;
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
const NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_KEY = /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const OPERATORS = ['Equal', 'Exists'];

/** Everything in a target that every cluster would refuse, or that contradicts itself. Types are checked before. */
export function targetProblems(target: Target): readonly TargetProblem[] {
  return [
    ...nameProblems(target),
    ...(target.images ?? []).flatMap((mirror, index, all) => mirrorProblems(mirror, index, all)),
    ...placementProblems(target),
    ...timeoutProblems(target),
  ];
}

function nameProblems(target: Target): TargetProblem[] {
  const named: readonly (readonly [readonly (string | number)[], string | undefined, string])[] = [
    [['storageClass'], nonEmpty(target.storageClass), 'a storage class'],
    [['serviceAccount'], target.serviceAccount, 'a ServiceAccount'],
    ...(target.imagePullSecrets ?? []).map((name, index) => [['imagePullSecrets', index], name, 'a Secret'] as const),
  ];
  const problems = named.flatMap(([path, name, what]) =>
    name === undefined || NAME.test(name)
      ? []
      : [{ path, message: `${JSON.stringify(name)} cannot be the name of ${what}` }],
  );
  const size = target.storageSize;
  if (size !== undefined && (!QUANTITY.test(size) || Number.parseFloat(size) === 0)) {
    problems.push({ path: ['storageSize'], message: `${JSON.stringify(size)} is not a size; write it like 5Gi` });
  }
  return problems;
}

/** One mirror must not lead to a name that another mirror replaces: the result would depend on their order. */
function mirrorProblems({ from, to }: ImageMirror, index: number, all: readonly ImageMirror[]): TargetProblem[] {
  const path = ['images', index];
  if (/[\s$]|\/$/.test(from) || from === '') {
    return [{ path: [...path, 'from'], message: `${JSON.stringify(from)} is not the beginning of an image reference` }];
  }
  if (/[\s$]|\/$/.test(to) || to === '') {
    return [{ path: [...path, 'to'], message: `${JSON.stringify(to)} is not the beginning of an image reference` }];
  }
  return all.flatMap((other, at) => {
    if (at === index) return [];
    if (at < index && other.from === from) {
      return [{ path, message: `"${from}" has a mirror already, at images[${at}]; keep one of them` }];
    }
    if (!begins(to, other.from) && !begins(other.from, to)) return [];
    return [
      { path, message: `leads to "${to}", which images[${at}] ("${other.from}") leads on; write the final place here` },
    ];
  });
}

function placementProblems({ nodeSelector = {}, tolerations = [] }: Target): TargetProblem[] {
  const selector = Object.entries(nodeSelector).flatMap(([key, value]) =>
    LABEL_KEY.test(key) && isLabelValue(value)
      ? []
      : [{ path: ['nodeSelector', key], message: `${key}=${value} is not a label` }],
  );
  const list = tolerations.flatMap(({ key, operator, value, effect }, index) => {
    const fail = (field: string, message: string) => [{ path: ['tolerations', index, field], message }];
    if (operator !== undefined && !OPERATORS.includes(operator)) {
      return fail('operator', `${operator} is not an operator; one of ${OPERATORS.join(', ')}`);
    }
    if (effect !== undefined && !EFFECTS.includes(effect)) {
      return fail('effect', `${effect} is not an effect; one of ${EFFECTS.join(', ')}`);
    }
    if (key === undefined && operator !== 'Exists')
      return fail('key', 'is missing; without a key write operator: Exists');
    return operator === 'Exists' && value !== undefined
      ? fail('value', 'must not be set where operator is Exists')
      : [];
  });
  return [...selector, ...list];
}

function timeoutProblems({ timeouts = {} }: Target): TargetProblem[] {
  const bad = (['pipeline', 'tasks', 'finally'] as const).flatMap((part) => {
    const text = timeouts[part];
    if (text === undefined || parseDuration(text) !== undefined) return [];
    return [{ path: ['timeouts', part], message: `${JSON.stringify(text)} is not a duration; write it like 1h30m` }];
  });
  if (bad.length > 0 || isConsistent(timeouts)) return bad;
  return [
    { path: ['timeouts'], message: 'tasks and finally together have more time than pipeline; Tekton refuses that' },
  ];
}
