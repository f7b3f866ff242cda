import { pino } from 'pino';
import type { Facts, Notify } from '../ports.ts';

export type Log = {
  info(code: string, message: string, facts?: Facts): void;
  warn(code: string, message: string, facts?: Facts): void;
  error(code: string, message: string, facts?: Facts): void;
};

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * JSON lines on stderr: `time` (ISO 8601), `level`, a stable `code`, `msg`, facts as fields. On a terminal the same
 * as text. Written synchronously: the last line is there when the process ends.
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
  return {
    info: (code, message, facts) => logger.info({ code, ...facts }, message),
    warn: (code, message, facts) => logger.warn({ code, ...facts }, message),
    error: (code, message, facts) => logger.error({ code, ...facts }, message),
  };
}

/** What the Kubernetes layer notices, as warnings of the log. */
export function notifyLog(log: Log): Notify {
  return (code, message) => log.warn(code, message);
}
