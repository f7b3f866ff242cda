import type { z } from 'zod';
import type { ObjectMeta } from '../../core/k8s/object.ts';
import type * as types from '../../core/tekton/types.ts';
import type * as shapes from './shapes.ts';

/*
 * Compares the shapes with core/tekton/types.ts, which may not load zod. Where the two differ, this file does not
 * compile, and the error names the field: Type '"tasks[].onError"' does not satisfy the constraint 'never'.
 */

/**
 * The paths of fields in which two types differ: that only one of them has, or that are optional or typed otherwise.
 */
export type Differences<A, B, Path extends string = ''> = Path extends Repeated
  ? never
  : true extends IsAny<A> | IsAny<B>
    ? Path
    : [A, B] extends [readonly (infer ItemA)[], readonly (infer ItemB)[]]
      ? Differences<ItemA, ItemB, `${Path}[]`>
      : [FieldOf<A>, FieldOf<B>] extends [never, never]
        ? Alike<A, B> extends true
          ? never
          : Path
        : [A, B] extends [object, object]
          ? { [K in FieldOf<A> | FieldOf<B>]: FieldDifferences<A, B, K, Below<Path, K>> }[FieldOf<A> | FieldOf<B>]
          : Path;

type FieldDifferences<A, B, K extends string, Path extends string> =
  K extends FieldOf<A>
    ? K extends FieldOf<B>
      ? IsOptional<A, K> extends IsOptional<B, K>
        ? Differences<Exclude<A[K], undefined>, Exclude<B[K], undefined>, Path>
        : Path
      : Path
    : Path;

/** The names of the fields of an object type; none for a map, a union, or a type that is not an object. */
type FieldOf<T> = T extends readonly unknown[]
  ? never
  : T extends object
    ? keyof { [K in keyof T as K extends string ? (string extends K ? never : K) : never]: K } & keyof T & string
    : never;

/** Where to stop: a pipeline within a pipeline has the same fields at every depth. */
type Repeated = `${string}pipelineSpec.${string}.pipelineSpec`;
type Below<Path extends string, K extends string> = Path extends '' ? K : `${Path}.${K}`;
type IsOptional<T, K extends keyof T> = { [P in K]?: T[P] } extends Pick<T, K> ? true : false;
type IsAny<T> = 0 extends 1 & T ? true : false;
/** True where each type can be assigned to the other, as any map and `object` can. */
type Alike<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Compiles only where there are no differences. */
export type Agreed<D extends never> = D;
type Tie<Shape extends z.ZodType, T> = Differences<z.output<Shape>, T>;

/** Fields of metadata that only the API server sets: a payload that has them loses them. */
type SetByServer = 'uid' | 'resourceVersion' | 'creationTimestamp' | 'deletionTimestamp' | 'ownerReferences';

/** The types of all objects of a payload, and the large parts of them one by one, so that errors are short. */
export type Ties = [
  Agreed<Tie<typeof shapes.metadata, Omit<ObjectMeta, SetByServer>>>,
  Agreed<Tie<typeof shapes.param, types.Param>>,
  Agreed<Tie<typeof shapes.paramSpec, types.ParamSpec>>,
  Agreed<Tie<typeof shapes.taskRef, types.TaskRef>>,
  Agreed<Tie<typeof shapes.stepTemplate, types.StepTemplate>>,
  Agreed<Tie<typeof shapes.sidecar, types.Sidecar>>,
  Agreed<Tie<typeof shapes.step, types.Step>>,
  Agreed<Tie<typeof shapes.taskSpec, types.TaskSpec>>,
  Agreed<Tie<typeof shapes.pipelineRef, types.PipelineRef>>,
  Agreed<Tie<typeof shapes.pipelineTask, types.PipelineTask>>,
  Agreed<Tie<typeof shapes.pipelineSpec, types.PipelineSpec>>,
  Agreed<Tie<typeof shapes.podTemplate, types.PodTemplate>>,
  Agreed<Tie<typeof shapes.claimSpec, types.ClaimSpec>>,
  Agreed<Tie<typeof shapes.workspaceBinding, types.WorkspaceBinding>>,
  Agreed<Tie<typeof shapes.pipelineRunSpec, types.PipelineRunSpec>>,
  Agreed<Tie<typeof shapes.FIELDS_OF_KIND.PipelineRun.spec, types.PipelineRun['spec']>>,
  Agreed<Tie<typeof shapes.FIELDS_OF_KIND.Pipeline.spec, types.Pipeline['spec']>>,
  Agreed<Tie<typeof shapes.FIELDS_OF_KIND.Task.spec, types.Task['spec']>>,
  Agreed<Tie<typeof shapes.FIELDS_OF_KIND.PersistentVolumeClaim.spec, types.Claim['spec']>>,
];
