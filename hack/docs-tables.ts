// Writes the README's tables from the code, between their markers; with --check only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { OTHER_EXIT_CODES, OUTCOMES } from '../src/core/outcome.ts';

const README = 'README.md';

function exitCodeTable(): string {
  const rows = [...Object.values(OUTCOMES), ...OTHER_EXIT_CODES].toSorted((a, b) => a.exitCode - b.exitCode);
  return [
    '| exit code | outcome | when |',
    '| --- | --- | --- |',
    ...rows.map(({ exitCode, title, when }) => `| ${exitCode} | ${title} | ${when} |`),
  ].join('\n');
}

function replaceBetween(text: string, marker: string, content: string): string {
  const [begin, end] = [`<!-- begin ${marker} -->\n`, `<!-- end ${marker} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${README} has no markers for ${marker}`);
  return `${text.slice(0, from + begin.length)}${content}\n${text.slice(to)}`;
}

const before = readFileSync(README, 'utf8');
const after = replaceBetween(before, 'exit codes', exitCodeTable());
if (process.argv.includes('--check')) {
  if (before !== after) {
    process.stderr.write(`${README}: the tables are not up to date; run: node hack/docs-tables.ts\n`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(README, after);
}
