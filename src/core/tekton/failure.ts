import { nonEmpty } from '../text.ts';
import { present } from '../present.ts';
import { LABEL_TEKTON_PIPELINE_TASK } from './labels.ts';
import { type TaskRun } from './types.ts';
import { succeededCondition } from './condition.ts';

/** Where a run failed, as its TaskRuns show it: a task, and where a container failed, its step. */
export type Failure = {
  readonly task: string;
  readonly taskRun: string;
  readonly reason: string;
  readonly message: string;
  readonly step?: string;
  readonly exitCode?: number;
  readonly pod?: string;
  readonly container?: string;
};

/** The failures of a run, one for each TaskRun that failed, in the order in which those ended. */
export function failuresOf({ taskRuns }: { readonly taskRuns: readonly TaskRun[] }): readonly Failure[] {
  return taskRuns
    .filter((taskRun) => succeededCondition(taskRun)?.status === 'False')
    .toSorted((a, b) => (a.status?.completionTime ?? '').localeCompare(b.status?.completionTime ?? ''))
    .map(failureOf);
}

/** As in: task build, step compile, exit code 2: "step-compile" exited with code 2. */
export function failureSentence({ task, step, exitCode, message }: Failure): string {
  const place = [`task ${task}`, ...(step === undefined ? [] : [`step ${step}`])];
  return `${[...place, ...(exitCode === undefined ? [] : [`exit code ${exitCode}`])].join(', ')}: ${message}`;
}

/** A failure as fields of a log line; where there was a pod, with the command that shows its log. */
export function failureFacts(
  failure: Failure,
  { run, namespace }: { readonly run: string; readonly namespace: string },
) {
  return present({ run, ...failure, logs: logCommand(failure, namespace) });
}

function logCommand({ pod, container }: Failure, namespace: string): string | undefined {
  if (pod === undefined) return undefined;
  return `kubectl logs -n ${namespace} ${pod} ${container === undefined ? '--all-containers' : `-c ${container}`}`;
}

function failureOf(taskRun: TaskRun): Failure {
  const condition = succeededCondition(taskRun);
  const failed = (taskRun.status?.steps ?? []).filter((step) => (step.terminated?.exitCode ?? 0) !== 0);
  // Steps after the first that failed are skipped by Tekton, with exit code 1 of their own.
  const step = failed.find((each) => each.terminated?.reason !== 'Skipped') ?? failed[0];
  const name = taskRun.metadata.name ?? '';
  const podName = taskRun.status?.podName ?? '';
  return present({
    task: taskRun.metadata.labels?.[LABEL_TEKTON_PIPELINE_TASK] ?? name,
    taskRun: name,
    reason: condition?.reason ?? 'Failed',
    message: condition?.message ?? '',
    step: step?.name,
    exitCode: step?.terminated?.exitCode,
    // Tekton leaves it empty where it could not make the pod.
    pod: nonEmpty(podName),
    container: step?.container,
  });
}
