import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { encryptedCases } from './cases/encrypted.ts';
import { entryCases } from './cases/entry.ts';
import { heavyCases } from './cases/heavy.ts';
import { payloadCases } from './cases/payload.ts';
import { KEY } from './cases/sources.ts';
import { openGolden, render } from './golden.ts';
import { type Case, runHere, runProcess, type Told } from './run-case.ts';

jest.setTimeout(60_000);

/** What a bad input may cost. CPU time, for the time on a clock depends on what else the machine does. */
const MAX_CPU_MS = 2_000;
const MAX_RSS_MB = 256;
/** A process that waits for something takes no CPU time: this ends it. */
const KILL_MS = 30_000;

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

  test.each(heavyCases)('$title: within 2 s and 256 MB', async (each) => {
    const { told, usage } = await runProcess(each, KILL_MS);
    check(told);
    expect(render(told)).toBe(golden.expected(each.title, told));
    if (process.env['UPDATE_GOLDEN'] === '1') process.stderr.write(`${JSON.stringify(usage)} ${each.title}\n`);
    expect(usage.cpuMs).toBeLessThan(MAX_CPU_MS);
    expect(usage.maxRssMb).toBeLessThan(MAX_RSS_MB);
  });
});
