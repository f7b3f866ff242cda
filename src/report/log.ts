import { pino } from 'pino';
import { type Log, toLog } from '../core/log.ts';
import type { Notify } from '../ports.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * JSON lines on stderr: `time` (ISO 8601), `level`, a stable `code`, `msg`, facts as fields. On a terminal the same
 * as text. Lines are written synchronously, so that none is lost when the process ends.
 */
export async function openLog(options: { readonly level: LogLevel; readonly pretty: boolean }): Promise<Log> {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = options.pretty
    ? pino(
        settings,
        (await import('pino-pretty')).default({ sync: true, destination: 2, ignore: 'code', singleLine: true }),
      )
    : pino(settings, pino.destination({ fd: 2, sync: true }));
  return toLog(({ level, code, message, facts }) => logger[level]({ code, ...facts }, message));
}

/** Writes the notices of the Kubernetes layer to the log, as warnings. */
export function notifyLog(log: Log): Notify {
  return (code, message) => log.warn(code, message);
}
