import { isObject } from '../json.ts';
import { fieldOf, type KubeObject, specOf, titleOf } from '../k8s/object.ts';
import { isPullSecret, objectRefs } from '../k8s/object-refs.ts';
import { listOf } from '../list-of.ts';
import { localRefs } from '../payload/definition-refs.ts';
import { type Where, whereIs } from '../payload/location.ts';
import type { Payload } from '../payload/payload.ts';
import { type PayloadView, whereRun } from '../payload/view.ts';
import { isTask } from '../tekton/task-specs.ts';
import type { Finding } from './finding.ts';
import { present } from '../present.ts';

/** An object that pods need before they can start, and that must be in their namespace. */
export type RequiredObject = {
  readonly kind: 'PersistentVolumeClaim' | 'ConfigMap' | 'Secret';
  readonly name: string;
  /** A key that it must have; absent where no certain key is needed. */
  readonly key?: string;
  readonly where: Where;
  /** False where only a Task that the run does not use needs it. */
  readonly isReached: boolean;
};

/** Kubernetes and OpenShift put these into every namespace. */
const IN_EVERY_NAMESPACE: ReadonlySet<string> = new Set([
  'ConfigMap kube-root-ca.crt',
  'ConfigMap openshift-service-ca.crt',
  'ConfigMap config-trusted-cabundle',
  'ConfigMap config-service-cabundle',
]);

/**
 * All claims, ConfigMaps and Secrets that the run, the definitions that it uses and all Tasks of the payload need,
 * without those that are optional and those that every namespace has. ServiceAccounts are not among them: a launch
 * makes those that are missing.
 */
export function requiredObjects(payload: Payload): readonly RequiredObject[] {
  const reached = reachedObjects(payload);
  const users = [payload.run, ...payload.objects.filter((object) => isTask(object) || reached.has(object))];
  return users.flatMap((user) =>
    objectRefs(user).flatMap((reference): readonly RequiredObject[] => {
      const { kind, name, optional, key, path } = reference;
      if (optional || kind === 'ServiceAccount' || isPullSecret(reference)) return [];
      if (IN_EVERY_NAMESPACE.has(`${kind} ${name}`)) return [];
      const where = whereIs(user, path);
      const isReached = user === payload.run || reached.has(user);
      return [{ kind, name, ...present({ key }), where, isReached }];
    }),
  );
}

/** Those of them that the payload does not hold: they will not be in the run's own namespace either. */
export function missingObjects(payload: Payload): readonly RequiredObject[] {
  const held = new Set(payload.objects.map(titleOf));
  return requiredObjects(payload).filter(({ kind, name }) => !held.has(`${kind} ${name}`));
}

/** The definitions of the payload that the run uses by name, and those that they use, and so on. */
function reachedObjects({ run, objects }: Payload): ReadonlySet<KubeObject> {
  const byTitle = new Map(objects.map((object) => [titleOf(object), object]));
  const reached = new Set<KubeObject>();
  let open: readonly KubeObject[] = [run];
  while (open.length > 0) {
    const used = open.flatMap((object) => localRefs(specOf(object)));
    const found = used.flatMap(({ kind, name }) => byTitle.get(`${kind} ${name}`) ?? []);
    open = [...new Set(found)].filter((object) => !reached.has(object));
    for (const object of open) reached.add(object);
  }
  return reached;
}

/**
 * Objects that pods need and that are not in the payload. A run has a new namespace with nothing but its payload, so
 * such a pod does not start and the run hangs until its timeout. For a claim that is certain; some clusters put
 * ConfigMaps and Secrets into every namespace. `view` is undefined where the pipeline is not in the payload.
 */
export function checkRequiredObjects(payload: Payload, view: PayloadView | undefined): readonly Finding[] {
  const byTitle = new Map(payload.objects.map((object) => [titleOf(object), object]));
  const findings = requiredObjects(payload).flatMap((required): Finding[] => {
    const { kind, name, key, where } = required;
    const title = `${kind} ${name}`;
    const object = byTitle.get(title);
    if (object === undefined) return [absent(payload, view, required)];
    const keys = keysOf(object);
    if (key === undefined || keys.has(key)) return [];
    const message = `needs key ${key} of ${title}, which has none: the pod would not start; its keys: ${listOf(keys)}`;
    return [{ severity: 'problem', where, message }];
  });
  // What several fields of one Task need is reported once, at the first of them.
  const first = new Map(findings.toReversed().map((each) => [`${each.where.title}: ${each.message}`, each]));
  return findings.filter((each) => first.get(`${each.where.title}: ${each.message}`) === each);
}

function absent(payload: Payload, view: PayloadView | undefined, { kind, name, where }: RequiredObject): Finding {
  const { objects, isFromCluster } = payload;
  const there = listOf(objects.filter((each) => each.kind === kind).map((each) => each.metadata.name ?? ''));
  const remedy =
    isFromCluster === true ? 'it is not copied; make a payload that holds it: subpipe export' : 'put it in';
  const message = `needs ${kind} ${name}, which is not in the payload: in a new namespace the pod would wait for it for ever; ${remedy}; there are: ${there}`;
  if (kind !== 'PersistentVolumeClaim') return { severity: 'problem', where, message };
  const workspace = boundTo(payload, name);
  const hint = workspace === undefined ? '' : `, or use an emptyDir: --empty-dir ${workspace}`;
  const isSure = view !== undefined && workspace !== undefined && isSurelyMounted(view, workspace);
  return { severity: isSure ? 'fatal' : 'problem', where, message: message + hint };
}

/** True where a task that surely runs uses the workspace. */
function isSurelyMounted(view: PayloadView, workspace: string): boolean {
  return view.tasks.some(
    ({ task, isFinally, mayBeSkipped }) =>
      !isFinally && !mayBeSkipped && task.workspaces?.some((each) => (each.workspace ?? each.name) === workspace),
  );
}

function boundTo(payload: Payload, claim: string): string | undefined {
  return payload.run.spec.workspaces?.find((each) => each.persistentVolumeClaim?.claimName === claim)?.name;
}

function keysOf(object: KubeObject): ReadonlySet<string> {
  const values = ['data', 'stringData', 'binaryData'].map((field) => fieldOf(object, field));
  return new Set(values.flatMap((each) => (isObject(each) ? Object.keys(each) : [])));
}

/** Pull secrets that the run names and the payload does not hold; only public images can be pulled without them. */
export function checkPullSecrets(payload: Payload): readonly Finding[] {
  const held = new Set(payload.objects.map(titleOf));
  const named = new Set(objectRefs(payload.run).flatMap((each) => (isPullSecret(each) ? [each.name] : [])));
  return [...named]
    .filter((name) => !held.has(`Secret ${name}`))
    .map((name) => ({
      severity: 'warning',
      where: whereRun(payload),
      message: `names image pull secret ${name}, which is not in the payload: images are pulled without it; put the Secret in`,
    }));
}
