import { expect, test } from '@jest/globals';
import { allExits, EXITS, exitTitle } from '../../../src/core/exit-codes.ts';

test('exit codes are those of the contract', () => {
  expect(Object.fromEntries(Object.entries(EXITS).map(([end, { exitCode }]) => [end, exitCode]))).toEqual({
    succeeded: 0,
    failed: 1,
    'bad-usage': 2,
    'bad-input': 2,
    conflict: 2,
    cancelled: 3,
    'timed-out': 4,
    rejected: 5,
    'never-appeared': 5,
    deleted: 6,
    'not-allowed': 7,
    'tekton-missing': 8,
    unreachable: 8,
    api: 8,
    'node-too-old': 8,
    'internal-error': 70,
    unwritable: 73,
    deadline: 124,
    SIGINT: 130,
    SIGTERM: 143,
    interrupted: 143,
  });
});

test('the table has each row once, in the order of the exit codes', () => {
  const rows = allExits().map(({ exitCode, title }) => `${exitCode} ${title}`);
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows.slice(0, 3)).toEqual(['0 Succeeded', '1 Failed', '2 BadInput']);
  expect(rows.slice(-2)).toEqual(['130 Interrupted', '143 Terminated']);
});

test('an exit code has a word, and one that nobody knows is named by its number', () => {
  expect([2, 7, 73, 143, 99].map(exitTitle)).toEqual([
    'BadInput',
    'NotAllowed',
    'Unwritable',
    'Terminated',
    'exit code 99',
  ]);
});
