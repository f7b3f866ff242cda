import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { LOG_CODE_GROUPS, LOG_CODES } from '../../../src/core/log-codes.ts';

const CODES = Object.entries(LOG_CODES);

test.each(CODES)('%s is kebab-case, and its meaning is part of a sentence', (code, { meaning }) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(meaning).toMatch(/^[^A-Z].*[^.]$|^SIGTERM/);
});

test('every code is in one group', () => {
  const grouped = Object.values(LOG_CODE_GROUPS).flatMap((codes) => Object.keys(codes));
  expect(grouped.toSorted()).toEqual(CODES.map(([code]) => code).toSorted());
});

test('every code is used: a line of the log, or an error, has it', () => {
  const src = path.join(import.meta.dirname, '../../../src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^core.(log-codes|exit-codes)\.ts$/.test(file))
    .map((file) => readFileSync(path.join(src, file), 'utf8'))
    .join('\n');
  expect(CODES.map(([code]) => code).filter((code) => !files.includes(`'${code}'`))).toEqual([]);
});
