import type { Override } from './override/override.ts';
import type { Target } from './target/target.ts';
import type { Param } from './tekton/types.ts';
import type { TriggerChoice } from './trigger/choose-trigger.ts';

/** What to run: the main pipeline, overrides for it, and what each pipeline name means. */
export type Entry = {
  readonly pipeline: string;
  /** For the main pipeline; `params` in the document. */
  readonly overrides: readonly Override[];
  readonly mappings: readonly Mapping[];
  /** How the payloads are adapted to the cluster. */
  readonly target?: Target;
};

export type Mapping = FileMapping | RefMapping;

/** A file or folder, below the payload folder; a folder may have listeners to choose from. */
export type FileMapping = TriggerChoice & {
  readonly pipeline: string;
  readonly file: string;
  readonly params?: readonly Param[];
};

/** A Pipeline in the cluster, and params for the run that is made of it. */
export type RefMapping = { readonly pipeline: string; readonly ref: PipelineRef; readonly params?: readonly Param[] };

/** A Pipeline by name; the default namespace is that of the bootstrap run, or of the kubeconfig's context. */
export type PipelineRef = { readonly name: string; readonly namespace?: string };

export const isFileMapping = (mapping: Mapping): mapping is FileMapping => 'file' in mapping;
export const isRefMapping = (mapping: Mapping): mapping is RefMapping => 'ref' in mapping;

/** The mappings whose pipeline is one of the cluster. */
export function refMappings({ mappings }: Entry): readonly RefMapping[] {
  return mappings.filter(isRefMapping);
}
