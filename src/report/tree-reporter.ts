import { failureFacts, failureSentence, failuresOf } from '../core/tekton/failure.ts';
import { OUTCOMES } from '../core/outcome.ts';
import { present } from '../core/present.ts';
import { nonEmpty } from '../core/text.ts';
import { progressOf } from '../core/tekton/progress.ts';
import { nodes, type RunNode } from '../core/tree/tree.ts';
import type { Reporter, TreeView } from '../ports.ts';
import type { Log } from '../core/log.ts';

/** Reports each change of the tree once: that a run starts, what it does now, how it ended and where it failed. */
export function treeReporter(log: Log, view?: TreeView): Reporter {
  const reported = new Map<string, string>();
  return {
    ...log,
    draw(tree) {
      for (const node of nodes(tree)) {
        const now = describe(node);
        if (reported.get(node.launch.identity) === now.key) continue;
        reported.set(node.launch.identity, now.key);
        now.report(log);
      }
      view?.draw(tree);
    },
  };
}

function describe(node: RunNode): { key: string; report: (log: Log) => void } {
  const { launch, state } = node;
  const run = `${launch.namespace}/${launch.name}`;
  if (state.kind === 'wanted') return { key: 'wanted', report: () => undefined };
  if (state.kind === 'active') {
    const { done, total, running } = progressOf(node);
    const facts = { run, pipeline: launch.pipeline, done, total, running };
    return { key: JSON.stringify(facts), report: (log) => log.info('run-progress', state.reason, facts) };
  }
  const { title } = OUTCOMES[state.outcome];
  const message = nonEmpty(state.message);
  const facts = present({ run, pipeline: launch.pipeline, outcome: state.outcome, message });
  if (state.outcome === 'succeeded') return { key: 'ended', report: (log) => log.info('run-ended', title, facts) };
  return {
    key: 'ended',
    report(log) {
      log.error('run-ended', title, facts);
      for (const failure of failuresOf(node)) {
        const facts = failureFacts(failure, { run, namespace: launch.namespace });
        log.error('task-failed', failureSentence(failure), facts);
      }
    },
  };
}
