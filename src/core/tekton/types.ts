import type { JsonObject } from '../json.ts';
import type { KubeObject, ObjectMeta } from '../k8s/object.ts';

/*
 * The fields of Tekton's v1 objects that subpipe reads or writes; all others pass through untouched.
 * Source: https://tekton.dev/docs/pipelines/pipeline-api/. test/contract/types
 * compares them, field by field, with what an API server that has Tekton says of them.
 */

export type ParamValue = string | readonly string[] | Readonly<Record<string, string>>;
export type ParamType = 'string' | 'array' | 'object';

export type Param = { readonly name: string; readonly value: ParamValue };

export type ParamSpec = {
  readonly name: string;
  readonly type?: ParamType;
  /** Keys of an object. */
  readonly properties?: Readonly<Record<string, JsonObject>>;
  readonly default?: ParamValue;
};

export type EnvVar = { readonly name: string; readonly value?: string; readonly valueFrom?: JsonObject };

/** What all containers of a Task have, and all that `stepTemplate` has. */
export type StepTemplate = {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly JsonObject[];
};

export type Sidecar = StepTemplate & { readonly name?: string; readonly script?: string };

export type Step = Sidecar & {
  readonly params?: readonly Param[];
  /** A StepAction, whose spec takes the place of this step's fields. */
  readonly ref?: { readonly name?: string; readonly resolver?: string };
};

/** A workspace that a Task or a Pipeline declares. */
export type Workspace = { readonly name: string; readonly optional?: boolean };

export type TaskSpec = {
  readonly params?: readonly ParamSpec[];
  readonly steps?: readonly Step[];
  readonly stepTemplate?: StepTemplate;
  readonly sidecars?: readonly Sidecar[];
  readonly results?: readonly { readonly name: string }[];
  readonly workspaces?: readonly Workspace[];
  readonly volumes?: readonly JsonObject[];
};

export type Task = KubeObject & { readonly kind: 'Task'; readonly spec: TaskSpec };

export type TaskRef = {
  readonly name?: string;
  readonly kind?: string;
  readonly resolver?: string;
  /** Only a custom task has one: its controller is in the cluster. */
  readonly apiVersion?: string;
};

export type PipelineRef = { readonly name?: string; readonly resolver?: string; readonly apiVersion?: string };

export type MatrixInclude = { readonly name?: string; readonly params?: readonly Param[] };

/**
 * A workspace of the Pipeline (`workspace`) as a task names it (`name`); without `workspace` the names are the same.
 */
export type PipelineTaskWorkspace = { readonly name: string; readonly workspace?: string };

/** A condition of a task: `input`, `operator` and `values`, or `cel` alone. */
export type WhenExpression = {
  readonly input?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
  readonly cel?: string;
};

export type PipelineTask = {
  readonly name: string;
  readonly taskRef?: TaskRef;
  readonly taskSpec?: TaskSpec & { readonly apiVersion?: string; readonly kind?: string };
  /** Pipelines in pipelines, an alpha feature of Tekton. */
  readonly pipelineSpec?: PipelineSpec;
  readonly pipelineRef?: PipelineRef;
  readonly workspaces?: readonly PipelineTaskWorkspace[];
  readonly runAfter?: readonly string[];
  readonly when?: readonly WhenExpression[];
  readonly onError?: string;
  readonly params?: readonly Param[];
  readonly matrix?: { readonly params?: readonly Param[]; readonly include?: readonly MatrixInclude[] };
};

export type PipelineSpec = {
  readonly params?: readonly ParamSpec[];
  readonly workspaces?: readonly Workspace[];
  readonly tasks?: readonly PipelineTask[];
  readonly finally?: readonly PipelineTask[];
};

export type Pipeline = KubeObject & { readonly kind: 'Pipeline'; readonly spec: PipelineSpec };

export type Toleration = {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
};

export type PodTemplate = {
  readonly env?: readonly EnvVar[];
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  readonly volumes?: readonly JsonObject[];
};

/** What a PipelineRun binds a workspace to. It has one source; those that are not listed here pass untouched. */
export type WorkspaceBinding = {
  readonly name: string;
  readonly emptyDir?: JsonObject;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
  readonly volumeClaimTemplate?: { readonly spec?: ClaimSpec };
};

export type ClaimSpec = {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string | number } };
};

export type Claim = KubeObject & { readonly kind: 'PersistentVolumeClaim'; readonly spec: ClaimSpec };

export type PipelineTaskRunSpec = {
  readonly pipelineTaskName: string;
  readonly serviceAccountName?: string;
  readonly podTemplate?: PodTemplate;
  readonly timeout?: string;
};

export type PipelineRunSpec = {
  readonly pipelineRef?: PipelineRef;
  readonly pipelineSpec?: PipelineSpec;
  readonly params?: readonly Param[];
  readonly status?: string;
  readonly timeouts?: { readonly pipeline?: string; readonly tasks?: string; readonly finally?: string };
  readonly taskRunTemplate?: { readonly serviceAccountName?: string; readonly podTemplate?: PodTemplate };
  readonly taskRunSpecs?: readonly PipelineTaskRunSpec[];
  readonly workspaces?: readonly WorkspaceBinding[];
};

export type Condition = {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};

export type Result = { readonly name: string; readonly value: ParamValue };

export type PipelineRun = KubeObject & {
  readonly kind: 'PipelineRun';
  readonly spec: PipelineRunSpec;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly skippedTasks?: readonly { readonly name: string }[];
    readonly results?: readonly Result[];
    readonly pipelineSpec?: PipelineSpec;
  };
};

export type StepState = {
  readonly name?: string;
  readonly container?: string;
  readonly running?: JsonObject;
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
