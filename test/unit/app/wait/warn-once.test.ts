import { expect, test } from '@jest/globals';
import { warnOnce } from '../../../../src/app/wait/warn-once.ts';
import { type LogLine, toLog } from '../../../../src/core/log.ts';
import { SubpipeError } from '../../../../src/errors.ts';

test('the first error is reported with its hint, later ones and those after the end are not', () => {
  const lines: LogLine[] = [];
  const end = new AbortController();
  const options = { code: 'logs-limited', what: 'logs cannot be shown', abort: end.signal } as const;
  const warn = warnOnce(
    toLog((line) => void lines.push(line)),
    options,
  );
  warn(new SubpipeError('not-allowed', 'no', { hint: 'add a rule' }));
  warn(new Error('again'));
  expect(lines).toEqual([
    { level: 'warn', code: 'logs-limited', message: 'logs cannot be shown: no', facts: { hint: 'add a rule' } },
  ]);
  end.abort();
  warnOnce(
    toLog((line) => void lines.push(line)),
    options,
  )(new Error('late'));
  expect(lines).toHaveLength(1);
});
