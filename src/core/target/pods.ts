import type { Target, AppliedTarget } from './target.ts';
import { present } from '../present.ts';
import type { Payload } from '../payload/payload.ts';
import type { PipelineRunSpec, PodTemplate, Toleration } from '../tekton/types.ts';

/**
 * ServiceAccount, pull secrets, node selector and tolerations of the run's pods. A pod template of a single task
 * (`taskRunSpecs`) replaces that of the run, field by field (v1.15) or as a whole (older): so each is changed as well.
 */
export function applyToPods(payload: Payload, target: Target): AppliedTarget {
  const { serviceAccount, imagePullSecrets, nodeSelector, tolerations } = target;
  const isWanted = [serviceAccount, imagePullSecrets, nodeSelector, tolerations].some((each) => each !== undefined);
  if (!isWanted) return { payload, changes: [], warnings: [] };
  const changes: string[] = [];
  const { spec } = payload.run;
  const before = spec.taskRunTemplate;
  const podTemplate = applyToTemplate(before?.podTemplate, target);
  reportChanges(before?.podTemplate, podTemplate, changes);
  reportAccount(before?.serviceAccountName, serviceAccount, 'of the run', changes);
  const taskRunSpecs = spec.taskRunSpecs?.map((each) => {
    const account = each.serviceAccountName === undefined ? undefined : serviceAccount;
    reportAccount(each.serviceAccountName, account, `of task ${each.pipelineTaskName}`, changes);
    return {
      ...each,
      ...present({
        serviceAccountName: account,
        podTemplate: each.podTemplate && applyToTemplate(each.podTemplate, target, before?.podTemplate),
      }),
    };
  });
  const changed: PipelineRunSpec = {
    ...spec,
    taskRunTemplate: {
      ...before,
      ...(Object.keys(podTemplate).length === 0 ? {} : { podTemplate }),
      ...present({ serviceAccountName: serviceAccount }),
    },
    ...present({ taskRunSpecs }),
  };
  return { payload: { ...payload, run: { ...payload.run, spec: changed } }, changes, warnings: [] };
}

/** `inherited` is the run's own template: its fields count (v1.15) where a task's template does not set them. */
function applyToTemplate(template: PodTemplate | undefined, target: Target, inherited?: PodTemplate): PodTemplate {
  const { imagePullSecrets = [], nodeSelector, tolerations = [] } = target;
  const secrets = template?.imagePullSecrets ?? inherited?.imagePullSecrets ?? [];
  const newSecrets = imagePullSecrets.filter((name) => !secrets.some((each) => each.name === name));
  const existing = template?.tolerations ?? inherited?.tolerations ?? [];
  const newTolerations = tolerations.filter((each) => !existing.some((other) => sameToleration(each, other)));
  const selector = template?.nodeSelector ?? inherited?.nodeSelector;
  return {
    ...template,
    ...(newSecrets.length === 0 ? {} : { imagePullSecrets: [...secrets, ...newSecrets.map((name) => ({ name }))] }),
    ...present({ nodeSelector: nodeSelector && { ...selector, ...nodeSelector } }),
    ...(newTolerations.length === 0 ? {} : { tolerations: [...existing, ...newTolerations] }),
  };
}

function reportChanges(before: PodTemplate | undefined, after: PodTemplate | undefined, changes: string[]): void {
  const secrets = (template: PodTemplate | undefined) => template?.imagePullSecrets?.map(({ name }) => name) ?? [];
  for (const name of secrets(after).filter((each) => !secrets(before).includes(each))) {
    changes.push(`image pull secret ${name ?? ''}: added`);
  }
  for (const [key, value] of Object.entries(after?.nodeSelector ?? {})) {
    const old = before?.nodeSelector?.[key];
    if (old !== value) changes.push(`node selector ${key}: ${old ?? 'none'} -> ${value}`);
  }
  for (const toleration of (after?.tolerations ?? []).slice(before?.tolerations?.length ?? 0)) {
    changes.push(`toleration ${describeToleration(toleration)}: added`);
  }
}

function reportAccount(before: string | undefined, after: string | undefined, whose: string, changes: string[]): void {
  if (after === undefined || before === after) return;
  changes.push(`ServiceAccount ${whose}: ${before ?? "subpipe's own"} -> ${after}`);
}

function sameToleration(one: Toleration, other: Toleration): boolean {
  const key = ({ key: name, operator = 'Equal', value, effect, tolerationSeconds }: Toleration) =>
    JSON.stringify([name, operator, value, effect, tolerationSeconds]);
  return key(one) === key(other);
}

/** As kubectl writes taints: `key=value:effect`. */
function describeToleration({ key = '*', operator, value, effect }: Toleration): string {
  const what = operator === 'Exists' || value === undefined ? key : `${key}=${value}`;
  return effect === undefined ? what : `${what}:${effect}`;
}
