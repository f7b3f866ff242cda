import { LABEL_PIPELINE, LABEL_RUN_ID, LABEL_SIGNAL, LABEL_SUB_RUN_ID } from '../launch/labels.ts';
import type { LaunchRecord } from '../launch/record.ts';
import { labelValue } from '../k8s/names.ts';
import { type PipelineRun, TEKTON_V1 } from '../tekton/types.ts';
import { present } from '../present.ts';

/** The PipelineRuns that are waited for. */
export type Selection =
  /** Children in the tree of a run id: those of a Pipeline, or those that a signal launched. */
  | { readonly kind: 'pipeline' | 'signal'; readonly name: string; readonly runId: string }
  /** All runs with these labels, no matter who launched them. */
  | { readonly kind: 'selector'; readonly selector: string }
  /** One PipelineRun by its name, no matter who launched it. */
  | { readonly kind: 'name'; readonly name: string };

/**
 * The PipelineRuns to watch, in one namespace or in all. For children that is the whole tree: a launch that was
 * rejected has no run of its own, only a record in the run that signalled.
 */
export function collectionOf(selection: Selection, namespace: string | undefined) {
  const place = { apiVersion: TEKTON_V1, kind: 'PipelineRun', ...present({ namespace }) };
  switch (selection.kind) {
    case 'pipeline':
    case 'signal':
      return { ...place, labelSelector: `${LABEL_RUN_ID}=${selection.runId}` };
    case 'selector':
      return { ...place, labelSelector: selection.selector };
    case 'name':
      // A Role with `resourceNames` allows a list and a watch with this field selector.
      return { ...place, labelSelector: '', fieldSelector: `metadata.name=${selection.name}` };
  }
}

/** For people, as in "pipeline e2e-tests, run id 7f3a". */
export function describeSelection(selection: Selection): string {
  switch (selection.kind) {
    case 'pipeline':
    case 'signal':
      return `${selection.kind} ${selection.name}, run id ${selection.runId}`;
    case 'selector':
      return `label selector ${selection.selector}`;
    case 'name':
      return `PipelineRun ${selection.name}`;
  }
}

/** True for a run of the watched collection that is waited for. */
export function isSelected({ metadata: { labels = {} } }: PipelineRun, selection: Selection): boolean {
  switch (selection.kind) {
    case 'pipeline':
      return labels[LABEL_SUB_RUN_ID] !== undefined && labels[LABEL_PIPELINE] === labelValue(selection.name);
    case 'signal':
      return labels[LABEL_SUB_RUN_ID] !== undefined && labels[LABEL_SIGNAL] === labelValue(selection.name);
    case 'selector':
    case 'name':
      return true;
  }
}

/**
 * True for a launch that is waited for and known from its record alone. Where its payload could not be read, the name
 * of its Pipeline is not known: then the mapping name counts, with or without an ending such as `.yaml`.
 */
export function isRecordSelected(record: LaunchRecord, selection: Selection): boolean {
  if (selection.kind === 'signal') return record.signal === selection.name;
  if (selection.kind !== 'pipeline') return false;
  if (record.pipelineName !== undefined) return record.pipelineName === labelValue(selection.name);
  return record.pipeline.replace(/\.(json|ya?ml)$/, '') === selection.name.replace(/\.(json|ya?ml)$/, '');
}
