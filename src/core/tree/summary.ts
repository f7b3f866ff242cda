import { failureSentence, failuresOf } from '../tekton/failure.ts';
import { OUTCOMES } from '../outcome.ts';
import { nodes, type RunNode } from './tree.ts';

/** One run of the tree as people and other programs read it; the stable shape of `-o json` and of the result `runs`. */
export type RunSummary = {
  readonly pipeline: string;
  readonly namespace: string;
  readonly run: string;
  readonly depth: number;
  readonly signal?: string;
  /** Title of the outcome (outcome.ts), or `Running`. */
  readonly outcome: string;
  readonly durationSeconds?: number;
  readonly message?: string;
};

/** The rows of a tree, parents before children. */
export function summarize(tree: RunNode): readonly RunSummary[] {
  return [...nodes(tree)].map((node) => {
    const { launch, state, run } = node;
    const ended = state.kind === 'ended';
    const seconds = ended ? secondsBetween(state.startedAt, state.endedAt) : undefined;
    return {
      pipeline: run?.metadata.labels?.['tekton.dev/pipeline'] ?? launch.pipeline,
      namespace: launch.namespace,
      run: launch.name,
      depth: launch.depth,
      ...(launch.source === undefined ? {} : { signal: launch.source.signal }),
      outcome: ended ? OUTCOMES[state.outcome].title : 'Running',
      ...(seconds === undefined ? {} : { durationSeconds: seconds }),
      ...messageOf(node),
    };
  });
}

/** Tekton's own message only counts tasks: of a failure the task that failed says more. */
function messageOf(node: RunNode): { readonly message?: string } {
  if (node.state.kind !== 'ended') return {};
  const [failure] = node.state.outcome === 'failed' ? failuresOf(node) : [];
  const message = failure === undefined ? node.state.message : failureSentence(failure);
  return message === '' ? {} : { message };
}

function secondsBetween(start: string | undefined, end: string | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  const ms = Date.parse(end) - Date.parse(start);
  return Number.isNaN(ms) ? undefined : Math.round(ms / 1000);
}
