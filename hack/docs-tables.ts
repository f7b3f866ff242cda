// Writes the tables of the documentation from the code, between their markers; with --check only says whether they
// are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { waitOptions } from '../src/cli/wait/flags.ts';
import { OTHER_EXIT_CODES, OUTCOMES } from '../src/core/outcome.ts';

type Flag = { readonly describe: string; readonly alias?: string; readonly default?: string | number | boolean };

const TABLES = [
  { file: 'README.md', marker: 'exit codes', table: exitCodeTable },
  { file: 'docs/waiting.md', marker: 'flags', table: () => flagTable(waitOptions) },
];

function exitCodeTable(): string {
  const rows = [...Object.values(OUTCOMES), ...OTHER_EXIT_CODES].toSorted((a, b) => a.exitCode - b.exitCode);
  return [
    '| exit code | outcome | when |',
    '| --- | --- | --- |',
    ...rows.map(({ exitCode, title, when }) => `| ${exitCode} | ${title} | ${when} |`),
  ].join('\n');
}

function flagTable(flags: Readonly<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(([name, { alias, describe, default: value }]) => {
    const names = [`\`--${name}\``, ...(alias === undefined ? [] : [`\`-${alias}\``])].join(', ');
    return `| ${names} | ${value === undefined || value === false ? '' : `\`${String(value)}\``} | ${describe} |`;
  });
  return ['| flag | default | what |', '| --- | --- | --- |', ...rows].join('\n');
}

function replaceBetween(file: string, marker: string, content: string): { before: string; after: string } {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- begin ${marker} -->\n`, `<!-- end ${marker} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no markers for ${marker}`);
  return { before: text, after: `${text.slice(0, from + begin.length)}${content}\n${text.slice(to)}` };
}

for (const { file, marker, table } of TABLES) {
  const { before, after } = replaceBetween(file, marker, table());
  if (before === after) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${file}: the table of ${marker} is not up to date; run: node hack/docs-tables.ts\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, after);
  }
}
