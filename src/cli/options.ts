import type { Options } from 'yargs';
import { parseDuration } from '../core/duration.ts';
import { isLabelValue } from '../core/k8s/names.ts';
import { SubpipeError } from '../errors.ts';
import { LOG_LEVELS } from '../report/log.ts';

/** Flags of every command that talks to a cluster. */
export const clusterOptions = {
  kubeconfig: { type: 'string', requiresArg: true, describe: 'kubeconfig file; in a pod the ServiceAccount is used' },
  context: { type: 'string', requiresArg: true, describe: 'context of the kubeconfig' },
  namespace: { type: 'string', alias: 'n', requiresArg: true, describe: 'namespace to work in' },
  'log-level': { choices: LOG_LEVELS, default: 'info', describe: 'least severe log lines to print' },
} as const satisfies Record<string, Options>;

/** The milliseconds of a flag that is a Go duration. @throws SubpipeError `bad-usage`. */
export function durationFlag(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) {
    throw new SubpipeError('bad-usage', `--${flag} ${JSON.stringify(text)} is not a duration`, {
      hint: 'write it like 90s, 45m or 1h30m',
    });
  }
  return ms;
}

/** A flag that is a whole number of at least `least`; yargs makes NaN of text. @throws SubpipeError `bad-usage`. */
export function countFlag(flag: string, count: number, least: number): number {
  if (Number.isInteger(count) && count >= least) return count;
  throw new SubpipeError('bad-usage', `--${flag} ${count} is not a whole number of ${least} or more`, {
    hint: `write it like --${flag} ${least + 1}`,
  });
}

/** A run id, which must be a valid label value. @throws SubpipeError `bad-usage`. */
export function runIdFlag(text: string): string {
  if (text !== '' && isLabelValue(text)) return text;
  throw new SubpipeError('bad-usage', `--run-id ${JSON.stringify(text)} is not a label value`, {
    hint: 'use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
  });
}
