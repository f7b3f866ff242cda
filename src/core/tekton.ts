import type { KubeObject, ObjectMeta } from './kube-object.ts';

/*
 * The fields of Tekton's v1 objects that subpipe reads or writes; all others pass through untouched.
 * Source: https://tekton.dev/docs/pipelines/pipeline-api/. Checked against the CRDs in test/contract.
 */

export type ParamValue = string | readonly string[] | Readonly<Record<string, string>>;
export type ParamType = 'string' | 'array' | 'object';

export type Param = { readonly name: string; readonly value: ParamValue };

export type ParamSpec = {
  readonly name: string;
  readonly type?: ParamType;
  /** Keys of an object. */
  readonly properties?: Readonly<Record<string, object>>;
  readonly default?: ParamValue;
};

export type EnvVar = { readonly name: string; readonly value?: string; readonly valueFrom?: unknown };

export type Step = { readonly name?: string; readonly env?: readonly EnvVar[] };

export type TaskSpec = {
  readonly params?: readonly ParamSpec[];
  readonly steps?: readonly Step[];
  readonly stepTemplate?: { readonly env?: readonly EnvVar[] };
  readonly sidecars?: readonly Step[];
  readonly results?: readonly { readonly name: string }[];
};

export type Task = KubeObject & { readonly kind: 'Task'; readonly spec: TaskSpec };

export type TaskRef = { readonly name?: string; readonly kind?: string; readonly resolver?: string };

export type MatrixInclude = { readonly name?: string; readonly params?: readonly Param[] };

export type PipelineTask = {
  readonly name: string;
  readonly taskRef?: TaskRef;
  readonly taskSpec?: TaskSpec;
  readonly params?: readonly Param[];
  readonly matrix?: { readonly params?: readonly Param[]; readonly include?: readonly MatrixInclude[] };
};

export type PipelineSpec = {
  readonly params?: readonly ParamSpec[];
  readonly tasks?: readonly PipelineTask[];
  readonly finally?: readonly PipelineTask[];
};

export type Pipeline = KubeObject & { readonly kind: 'Pipeline'; readonly spec: PipelineSpec };

export type PodTemplate = { readonly env?: readonly EnvVar[] };

export type PipelineTaskRunSpec = {
  readonly pipelineTaskName: string;
  readonly serviceAccountName?: string;
  readonly podTemplate?: PodTemplate;
  readonly timeout?: string;
};

export type PipelineRunSpec = {
  readonly pipelineRef?: { readonly name?: string; readonly resolver?: string };
  readonly pipelineSpec?: PipelineSpec;
  readonly params?: readonly Param[];
  readonly status?: string;
  readonly timeouts?: { readonly pipeline?: string; readonly tasks?: string; readonly finally?: string };
  readonly taskRunTemplate?: { readonly serviceAccountName?: string; readonly podTemplate?: PodTemplate };
  readonly taskRunSpecs?: readonly PipelineTaskRunSpec[];
};

export type Condition = {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};

export type ChildReference = { readonly kind?: string; readonly name: string; readonly pipelineTaskName?: string };

export type Result = { readonly name: string; readonly value: ParamValue };

export type PipelineRun = KubeObject & {
  readonly kind: 'PipelineRun';
  readonly spec: PipelineRunSpec;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly childReferences?: readonly ChildReference[];
    readonly skippedTasks?: readonly { readonly name: string }[];
    readonly results?: readonly Result[];
    readonly pipelineSpec?: PipelineSpec;
  };
};

export type StepState = {
  readonly name?: string;
  readonly container?: string;
  readonly running?: object;
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode?: number; readonly reason?: string; readonly message?: string };
};

export type TaskRun = KubeObject & {
  readonly kind: 'TaskRun';
  readonly metadata: ObjectMeta;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly podName?: string;
    readonly results?: readonly Result[];
    readonly steps?: readonly StepState[];
    readonly taskSpec?: TaskSpec;
    /** Only where Tekton's `enable-provenance-in-status` is on, which is its default. */
    readonly provenance?: { readonly featureFlags?: { readonly resultExtractionMethod?: string } };
  };
};

export const TEKTON_GROUP = 'tekton.dev';
export const TEKTON_V1 = 'tekton.dev/v1';

/** The condition that alone decides whether a run has ended, and how; at any index of `conditions`. */
export function succeededCondition(object: { readonly status?: { readonly conditions?: readonly Condition[] } }) {
  return object.status?.conditions?.find((condition) => condition.type === 'Succeeded');
}

/** True once Tekton has said True or False; no condition, or Unknown, is still running. */
export function isDone(object: { readonly status?: { readonly conditions?: readonly Condition[] } }): boolean {
  const status = succeededCondition(object)?.status;
  return status === 'True' || status === 'False';
}
