import { expect, test } from '@jest/globals';
import { type LogLine, toLog } from '../../../src/core/log.ts';

function aLog() {
  const lines: LogLine[] = [];
  return { log: toLog((line) => void lines.push(line)), lines };
}

test('hands each line on with its level and its facts', () => {
  const { log, lines } = aLog();
  log.info('run-cancelling', 'cancelling', { run: 'ns/r' });
  log.warn('stopping', 'asked to stop');
  log.error('unwritable', '/out cannot be written');
  expect(lines).toEqual([
    { level: 'info', code: 'run-cancelling', message: 'cancelling', facts: { run: 'ns/r' } },
    { level: 'warn', code: 'stopping', message: 'asked to stop', facts: {} },
    { level: 'error', code: 'unwritable', message: '/out cannot be written', facts: {} },
  ]);
});

test('what is not in the registry does not compile', () => {
  const { log, lines } = aLog();
  // @ts-expect-error no such code
  log.info('run-began', 'x');
  // @ts-expect-error a code of another level
  log.info('stopping', 'x');
  // @ts-expect-error no fact is missing
  log.info('run-cancelling', 'x');
  // @ts-expect-error no fact of another name
  log.info('run-cancelling', 'x', { run: 'ns/r', name: 'r' });
  // @ts-expect-error no fact of another type
  log.info('exported', 'x', { objects: '3', secrets: 1 });
  // @ts-expect-error none where the code has none
  log.warn('stopping', 'x', { why: 'y' });
  const which = lines.length > 0 ? 'run-cancelling' : 'target-applied';
  // @ts-expect-error no fact of either code is missing
  log.info(which, 'x', { run: 'ns/r' });
  // @ts-expect-error an optional fact is left out, not undefined
  log.error('api', 'x', { hint: undefined });
  expect(lines).toHaveLength(8);
});
