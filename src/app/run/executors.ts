import { qualifiedName } from '../../core/k8s/object.ts';
import { rejectedLaunch } from '../../core/launch/ended-launch.ts';
import { ANNOTATION_LAUNCH_RECORDS } from '../../core/launch/labels.ts';
import type { Launch } from '../../core/launch/launch.ts';
import type { OnMiss } from '../../core/override/override.ts';
import type { Action, ActionKind } from '../../core/tree/decide.ts';
import { withContext } from '../../errors.ts';
import type { Cluster, LaunchPayloads, Reporter } from '../../ports.ts';
import { executeLaunch } from './execute-launch.ts';
import type { TreeMemory } from './tree-memory.ts';

export type ExecutionContext = {
  readonly cluster: Cluster;
  readonly payloads: LaunchPayloads;
  readonly reporter: Reporter;
  readonly memory: TreeMemory;
  /** Limits the timeouts of what is launched. */
  readonly timeLeftMs: number;
  readonly onMiss: OnMiss;
  readonly abort: AbortSignal;
};

type Execute<Kind extends ActionKind> = (action: Action<Kind>, context: ExecutionContext) => Promise<void>;

/** One executor for each kind of action: a kind without one does not compile. */
const EXECUTORS: { readonly [Kind in ActionKind]: Execute<Kind> } = {
  launch: ({ launch }, context) => launchOne(launch, context),
  async cancel({ ref }, { cluster, reporter, abort }) {
    await cluster.mergePatch(ref, { spec: { status: 'Cancelled' } }, abort);
    reporter.info('run-cancelling', 'cancelling', { run: qualifiedName(ref) });
  },
  async label({ ref, labels }, { cluster, abort }) {
    await cluster.mergePatch(ref, { metadata: { labels } }, abort);
  },
  async record({ ref, text }, { cluster, abort }) {
    await cluster.mergePatch(ref, { metadata: { annotations: { [ANNOTATION_LAUNCH_RECORDS]: text } } }, abort);
  },
};

/**
 * Carries an action out: first the cluster is changed, then that is reported.
 *
 * @throws SubpipeError `unreachable`, `not-allowed`, `bad-input`, `conflict` or `api` as the cluster answers, except
 * that a child whose launch is refused is rejected.
 */
export function executeAction<Kind extends ActionKind>(action: Action<Kind>, context: ExecutionContext): Promise<void> {
  const execute: Execute<Kind> = EXECUTORS[action.kind];
  return execute(action, context);
}

/** Where the launch of main is refused, that error is thrown; a child whose launch is refused is rejected. */
async function launchOne(launch: Launch, context: ExecutionContext): Promise<void> {
  const { memory, reporter } = context;
  const result = await executeLaunch(launch, {
    ...context,
    warn: (message) => reporter.warn('override-missed', message),
  });
  const { source, pipeline, identity } = launch;
  const by = source === undefined ? {} : { signal: source.signal, by: qualifiedName(source.parentRun) };
  const facts = { pipeline, ...by };
  if (result.kind === 'launched') {
    memory.launched(identity, result.run);
    const run = qualifiedName(launch);
    if (result.created) reporter.info('run-launched', 'launched', { run, ...facts });
    else reporter.info('run-adopted', 'found running', { run, ...facts });
    return;
  }
  if (result.kind === 'refused' && source === undefined) throw withContext(`main pipeline ${pipeline}`, result.error);
  const ended = result.kind === 'ended' ? result.ended : rejectedLaunch(result.error, result.known);
  memory.end(identity, ended);
  if (result.kind === 'ended') reporter.error('launch-deleted', ended.message, facts);
  else reporter.error('launch-rejected', ended.message, facts);
}
