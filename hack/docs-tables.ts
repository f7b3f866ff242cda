// Writes the tables of the documentation from the code, between their markers; with --check only says whether they
// are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { waitOptions } from '../src/cli/wait/flags.ts';
import { allExits } from '../src/core/exit-codes.ts';
import { LOG_CODE_GROUPS } from '../src/core/log-codes.ts';

type Flag = { readonly describe: string; readonly alias?: string; readonly default?: string | number | boolean };

const TABLES = [
  { file: 'README.md', marker: 'exit codes', table: exitCodeTable },
  { file: 'docs/log-codes.md', marker: 'log codes', table: logCodeTables },
  { file: 'docs/waiting.md', marker: 'flags', table: () => flagTable(waitOptions) },
];

function exitCodeTable(): string {
  return [
    '| exit code | outcome | when |',
    '| --- | --- | --- |',
    ...allExits().map(({ exitCode, title, when }) => `| ${exitCode} | ${title} | ${when} |`),
  ].join('\n');
}

/** One table for each group: code, level, meaning, facts; a fact with `?` may be absent. */
function logCodeTables(): string {
  return Object.entries(LOG_CODE_GROUPS)
    .map(([title, codes]) => {
      const rows = Object.entries(codes).map(([code, { levels, meaning, facts }]) => {
        const fields = Object.entries(facts).map(([name, type]) =>
          type.endsWith('?') ? `\`${name}\`?: ${type.slice(0, -1)}` : `\`${name}\`: ${type}`,
        );
        return `| \`${code}\` | ${levels.join(', ')} | ${meaning} | ${fields.join(', ')} |`;
      });
      return [`## ${title}`, '', '| code | level | what | facts |', '| --- | --- | --- | --- |', ...rows].join('\n');
    })
    .join('\n\n');
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
