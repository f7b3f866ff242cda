import type { Options } from 'yargs';
import { present } from '../../core/present.ts';
import type { FlagsOf } from '../command.ts';
import { type Target, mergeTargets } from '../../core/target/target.ts';
import { type TargetProblem, targetProblems } from '../../core/target/problems.ts';
import type { Toleration } from '../../core/tekton/types.ts';
import { SubpipeError } from '../../errors.ts';

const repeatable = { type: 'string', array: true, nargs: 1, requiresArg: true } as const;
const single = { type: 'string', requiresArg: true } as const;

/** Flags that adapt payloads to the cluster; each wins over its key of `target` in the entry document. */
export const targetOptions = {
  'storage-class': { type: 'string', describe: "storage class of every volume claim; empty: the cluster's default" },
  'storage-size': { ...single, describe: 'size of every volume claim, such as 5Gi' },
  'empty-dir': { ...repeatable, describe: 'workspace that is an emptyDir instead; "*": all with a volume claim' },
  'image-mirror': { ...repeatable, describe: 'FROM=TO: pull images that begin with FROM from TO' },
  'image-pull-secret': { ...repeatable, describe: 'name of a Secret of the payload, for every pod' },
  'service-account': { ...single, describe: 'ServiceAccount of every task' },
  'node-selector': { ...repeatable, describe: 'KEY=VALUE that the nodes must have' },
  toleration: { ...repeatable, describe: 'KEY[=VALUE][:EFFECT] of a taint to tolerate' },
  'pipeline-timeout': { ...single, describe: 'timeout of every PipelineRun, such as 45m' },
  'tasks-timeout': { ...single, describe: 'timeout of its tasks together' },
  'finally-timeout': { ...single, describe: 'timeout of its finally tasks together' },
} as const satisfies Record<string, Options>;

export type TargetFlags = FlagsOf<typeof targetOptions>;

/**
 * The entry document's target with the flags over it.
 *
 * @throws SubpipeError `bad-usage` for flags that no cluster would take, or that contradict the entry document.
 */
export function targetOf(target: Target, flags: TargetFlags): Target {
  const over = targetOfFlags(flags);
  const problems = targetProblems(over);
  // Problems of the document alone were reported before: what is found here comes from the two together.
  const all = problems.length > 0 ? problems : targetProblems(mergeTargets(target, over));
  const [first] = all;
  if (first === undefined) return mergeTargets(target, over);
  throw new SubpipeError('bad-usage', sentence(first), {
    hint: 'see --help, and the key "target" of the entry document',
    ...(all.length > 1 ? { problems: all.map(sentence) } : {}),
  });
}

function targetOfFlags(flags: TargetFlags): Target {
  const { pipelineTimeout: pipeline, tasksTimeout: tasks, finallyTimeout: last } = flags;
  const timeouts = present({ pipeline, tasks, finally: last });
  return present({
    storageClass: flags.storageClass,
    storageSize: flags.storageSize,
    emptyDir: flags.emptyDir,
    images: flags.imageMirror?.map((text) => {
      const [from, to] = pairOf('image-mirror', text, 'docker.io=registry.example.com/hub');
      return { from, to };
    }),
    imagePullSecrets: flags.imagePullSecret,
    serviceAccount: flags.serviceAccount,
    nodeSelector:
      flags.nodeSelector === undefined
        ? undefined
        : Object.fromEntries(flags.nodeSelector.map((text) => pairOf('node-selector', text, 'disk=ssd'))),
    tolerations: flags.toleration?.map(tolerationOf),
    timeouts: Object.keys(timeouts).length === 0 ? undefined : timeouts,
  });
}

function pairOf(flag: string, text: string, example: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new SubpipeError('bad-usage', `--${flag} ${JSON.stringify(text)} has no "="`, {
    hint: `write it like --${flag} ${example}`,
  });
}

/**
 * Reads a toleration, written as kubectl writes taints: `dedicated=ci:NoSchedule`. Without a value, it is for any
 * value.
 */
function tolerationOf(text: string): Toleration {
  const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?(?::(.+))?$/.exec(text) ?? [];
  if (key === undefined) {
    throw new SubpipeError('bad-usage', `--toleration ${JSON.stringify(text)} is not KEY[=VALUE][:EFFECT]`, {
      hint: 'write it like --toleration dedicated=ci:NoSchedule',
    });
  }
  return present({ key, operator: value === undefined ? 'Exists' : 'Equal', value, effect });
}

function sentence({ path, message }: TargetProblem): string {
  const key = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return `target${key} ${message}`;
}
