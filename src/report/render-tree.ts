import pc from 'picocolors';
import { formatDuration } from '../core/duration.ts';
import { OUTCOMES } from '../core/outcome.ts';
import { progressOf } from '../core/tekton/progress.ts';
import { pipelineTitle, type RunNode } from '../core/tree/tree.ts';

/**
 * The tree as lines for a terminal: one for each run, children indented below. `now` is in milliseconds since the
 * epoch.
 */
export function renderTree(node: RunNode, now: number, indent = ''): readonly string[] {
  const { launch } = node;
  const title = pipelineTitle(node);
  const line = `${indent}${symbol(node)} ${pc.bold(title)}  ${pc.dim(`${launch.namespace}/${launch.name}`)}  ${status(node, now)}`;
  return [line, ...node.children.flatMap((child) => renderTree(child, now, `${indent}   `))];
}

function symbol({ state }: RunNode): string {
  if (state.kind !== 'ended') return pc.cyan('●');
  return state.outcome === 'succeeded' ? pc.green('✔') : pc.red('✘');
}

function status(node: RunNode, now: number): string {
  const { state } = node;
  if (state.kind === 'wanted') return 'launching';
  const end = state.kind === 'ended' ? Date.parse(state.endedAt ?? '') : now;
  const ms = end - Date.parse(state.startedAt ?? '');
  const time = Number.isNaN(ms) ? '' : ` ${pc.dim(formatDuration(ms))}`;
  if (state.kind === 'ended') {
    const why = state.outcome === 'succeeded' || state.message === '' ? '' : `: ${state.message}`;
    return `${OUTCOMES[state.outcome].title}${time}${why}`;
  }
  const { done, total, running } = progressOf(node);
  const what = running.length > 0 ? running.join(', ') : state.reason;
  return `${done}/${total === 0 ? '?' : total}${time}  ${what}`;
}
