import { failureSentence, failuresOf } from '../tekton/failure.ts';
import { OUTCOMES } from '../outcome.ts';
import { nodes, pipelineTitle, type RunNode } from './tree.ts';
import { present } from '../present.ts';
import { nonEmpty } from '../text.ts';

/** One run of the tree for people and other programs: its fields are those of `-o json` and of the result `runs`. */
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
    const { launch, state } = node;
    const ended = state.kind === 'ended';
    const durationSeconds = ended ? secondsBetween(state.startedAt, state.endedAt) : undefined;
    return {
      pipeline: pipelineTitle(node),
      namespace: launch.namespace,
      run: launch.name,
      depth: launch.depth,
      ...present({ signal: launch.source?.signal }),
      outcome: ended ? OUTCOMES[state.outcome].title : 'Running',
      ...present({ durationSeconds, message: messageOf(node) }),
    };
  });
}

/**
 * How a run ended, in a sentence: of one that failed, the task that failed, as Tekton's own message only counts tasks.
 */
function messageOf(node: RunNode): string | undefined {
  if (node.state.kind !== 'ended') return undefined;
  const [failure] = node.state.outcome === 'failed' ? failuresOf(node) : [];
  return nonEmpty(failure === undefined ? node.state.message : failureSentence(failure));
}

function secondsBetween(start: string | undefined, end: string | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  const ms = Date.parse(end) - Date.parse(start);
  return Number.isNaN(ms) ? undefined : Math.round(ms / 1000);
}
