import { mostSevere, type Outcome } from '../outcome.ts';
import { nodes, type RunNode } from './tree.ts';

/** The outcome of a settled tree: of its root causes, the most severe. */
export function treeOutcome(tree: RunNode): Outcome {
  const cause = causeOf(tree);
  return (cause === undefined ? undefined : outcomeOf(cause)) ?? 'succeeded';
}

/** The run that decided the verdict; undefined where all succeeded. */
export function causeOf(tree: RunNode): RunNode | undefined {
  const causes = [...nodes(tree)].filter(isRootCause);
  const worst = mostSevere(causes.flatMap((node) => outcomeOf(node) ?? []));
  return causes.find((node) => outcomeOf(node) === worst);
}

/**
 * A run that did not succeed though everything below it did. A run usually fails because its waiting task saw a
 * child fail: the child's outcome says more, so "cancelled" and "rejected" are told apart from "failed" to the top.
 */
function isRootCause(node: RunNode): boolean {
  const outcome = outcomeOf(node);
  if (outcome === undefined || outcome === 'succeeded') return false;
  return node.children.every((child) => [...nodes(child)].every((below) => outcomeOf(below) === 'succeeded'));
}

function outcomeOf(node: RunNode): Outcome | undefined {
  return node.state.kind === 'ended' ? node.state.outcome : undefined;
}
