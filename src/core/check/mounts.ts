import { type Finding, listOf } from './finding.ts';
import { findMounts, type Mount } from './find-mounts.ts';
import { isObject } from '../json.ts';
import type { KubeObject, OpenObject } from '../k8s/object.ts';
import { type PayloadView, whereRun } from '../payload/view.ts';

/** Kubernetes and OpenShift put these into every namespace. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'ConfigMap kube-root-ca.crt',
  'ConfigMap openshift-service-ca.crt',
  'ConfigMap config-trusted-cabundle',
  'ConfigMap config-service-cabundle',
]);

/**
 * Each run has a new namespace, which holds what its payload brings: a pod that needs anything else does not start,
 * and the run hangs until its timeout. A claim that is absent cannot come from elsewhere; ConfigMaps and Secrets are
 * put into every namespace by some clusters, so of those nobody can be sure.
 */
export function checkMounts(view: PayloadView): readonly Finding[] {
  const byTitle = new Map(view.payload.objects.map((object) => [titleOf(object), object]));
  const seen = new Set<string>();
  return findMounts(view).flatMap((mount): Finding[] => {
    const title = `${mount.kind} ${mount.name}`;
    const once = JSON.stringify(mount);
    if (seen.has(once) || EVERYWHERE.has(title)) return [];
    seen.add(once);
    const object = byTitle.get(title);
    if (object === undefined) return [absent(view, mount)];
    if (mount.key === undefined || keysOf(object).has(mount.key)) return [];
    return [
      {
        severity: 'problem',
        where: mount.where,
        message: `needs key ${mount.key} of ${title}, which has none: the pod would not start; its keys: ${listOf(keysOf(object))}`,
      },
    ];
  });
}

function absent(view: PayloadView, { kind, name, where }: Mount): Finding {
  const there = listOf(
    view.payload.objects.filter((each) => each.kind === kind).map((each) => each.metadata.name ?? ''),
  );
  const message = `needs ${kind} ${name}, which is not in the payload: in a new namespace the pod would wait for it for ever; put it in; there are: ${there}`;
  if (kind !== 'PersistentVolumeClaim') return { severity: 'problem', where, message };
  const workspace = boundTo(view, name);
  const hint = workspace === undefined ? '' : `, or use an emptyDir: --empty-dir ${workspace}`;
  return { severity: isSurelyMounted(view, name) ? 'fatal' : 'problem', where, message: message + hint };
}

/** A task that surely runs uses a workspace with that claim. */
function isSurelyMounted(view: PayloadView, claim: string): boolean {
  const workspace = boundTo(view, claim);
  return view.tasks.some(
    ({ task, isFinally: isFinal, mayBeSkipped: isGuarded }) =>
      !isFinal && !isGuarded && task.workspaces?.some((each) => (each.workspace ?? each.name) === workspace) === true,
  );
}

function boundTo({ payload }: PayloadView, claim: string): string | undefined {
  return payload.run.spec.workspaces?.find((each) => each.persistentVolumeClaim?.claimName === claim)?.name;
}

function titleOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name ?? ''}`;
}

function keysOf(object: KubeObject): ReadonlySet<string> {
  const { data, stringData, binaryData }: OpenObject = object;
  return new Set([data, stringData, binaryData].flatMap((each) => (isObject(each) ? Object.keys(each) : [])));
}

/** Pull secrets that the run names and the payload does not bring: public images come without, others do not. */
export function checkPullSecrets({ payload }: PayloadView): readonly Finding[] {
  const { taskRunTemplate, taskRunSpecs = [] } = payload.run.spec;
  const templates = [taskRunTemplate?.podTemplate, ...taskRunSpecs.map((each) => each.podTemplate)];
  const named = new Set(templates.flatMap((each) => each?.imagePullSecrets ?? []).map(({ name = '' }) => name));
  const there = new Set(payload.objects.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name));
  return [...named]
    .filter((name) => !there.has(name))
    .map((name) => ({
      severity: 'warning',
      where: whereRun(payload),
      message: `names image pull secret ${name}, which is not in the payload: images are pulled without it; put the Secret in`,
    }));
}
