import { mostSevere, type Outcome } from '../outcome.ts';
import { nodes, type RunNode } from './tree.ts';

/** The outcome of a tree in which every run has ended: the most severe among its root causes. */
export function treeOutcome(tree: RunNode): Outcome {
  const cause = causeOf(tree);
  return (cause === undefined ? undefined : outcomeOf(cause)) ?? 'succeeded';
}

/** The run that decided the outcome of the tree; undefined where all succeeded. */
export function causeOf(tree: RunNode): RunNode | undefined {
  const causes = [...nodes(tree)].filter(isRootCause);
  const worst = mostSevere(causes.flatMap((node) => outcomeOf(node) ?? []));
  return causes.find((node) => outcomeOf(node) === worst);
}

/**
 * True for a run that did not succeed though everything below it did. A run usually fails because its waiting task saw
 * a child fail. The outcome of the child says more then: a tree ends as "cancelled" or "rejected", and not as "failed".
 */
function isRootCause(node: RunNode): boolean {
  const outcome = outcomeOf(node);
  if (outcome === undefined || outcome === 'succeeded') return false;
  return node.children.every((child) => [...nodes(child)].every((below) => outcomeOf(below) === 'succeeded'));
}

function outcomeOf(node: RunNode): Outcome | undefined {
  return node.state.kind === 'ended' ? node.state.outcome : undefined;
}
