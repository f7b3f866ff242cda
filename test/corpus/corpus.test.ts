import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { encryptedCases } from './cases/encrypted.ts';
import { entryCases } from './cases/entry.ts';
import { heavyCases } from './cases/heavy.ts';
import { payloadCases } from './cases/payload.ts';
import { KEY } from './cases/sources.ts';
import { openGolden, render } from './golden.ts';
import { type Case, runHere, runProcess, type Told } from './run-case.ts';

// The longest take some seconds; a machine may be slow and busy.
jest.setTimeout(300_000);

/** Blocks of JavaScript that the program may go through for one input: three quarters of it for the worst that is read. */
const MAX_STEPS = 60_000_000;
const MAX_RSS_MB = 256;
const KILL_MS = 240_000;

const groups: readonly (readonly [string, readonly Case[]])[] = [
  ['entry', entryCases],
  ['payload', payloadCases],
  ['encrypted', encryptedCases],
];

function check({ exitCode, lines }: Told): void {
  const text = lines.join('\n');
  expect([0, 2]).toContain(exitCode);
  // No stack, no key, no plaintext, nothing that fills a screen.
  expect(text).not.toMatch(/\n\s+at |node:internal|TypeError|RangeError/);
  expect(text).not.toContain(KEY.slice(4, 20));
  expect(text).not.toMatch(/plaintext|4711/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1_000);
}

describe.each(groups)('%s', (name, cases) => {
  const golden = openGolden(`test/corpus/golden/${name}.md`);
  const titles = cases.map(({ title }) => title);

  afterAll(() => golden.save(titles));

  test.each(cases)('$title', async (each) => {
    const told = await runHere(each);
    check(told);
    expect(render(told)).toBe(golden.expected(each.title, told));
  });

  test('has each title once, and the golden file has no others', () => {
    expect(new Set(titles).size).toBe(cases.length);
    expect(golden.titles().filter((title) => !titles.includes(title))).toEqual([]);
  });
});

describe('heavy', () => {
  const golden = openGolden('test/corpus/golden/heavy.md');
  const titles = heavyCases.map(({ title }) => title);

  afterAll(() => golden.save(titles));

  test.each(heavyCases)('$title: within 60 million steps and 256 MB', async (each) => {
    const { told, usage } = await runProcess(each, { killMs: KILL_MS, countSteps: true });
    check(told);
    expect(render(told)).toBe(golden.expected(each.title, told));
    if (process.env['UPDATE_GOLDEN'] === '1') process.stderr.write(`${JSON.stringify(usage)} ${each.title}\n`);
    expect(usage.steps).toBeGreaterThan(50_000); // the program has been counted at all
    expect(usage.steps).toBeLessThan(MAX_STEPS);
    expect(usage.maxRssMb).toBeLessThan(MAX_RSS_MB);
  });
});
