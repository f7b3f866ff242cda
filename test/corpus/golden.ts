import { readFileSync, writeFileSync } from 'node:fs';
import type { Told } from './run-case.ts';

/**
 * What people see of each case, in a file that people read: a heading for each case, the exit code, the lines. With
 * UPDATE_GOLDEN=1 it is written anew.
 */
export function openGolden(file: string) {
  const isUpdate = process.env['UPDATE_GOLDEN'] === '1';
  const written = new Map<string, string>();
  const known = isUpdate ? new Map<string, string>() : parse(readFileSync(file, 'utf8'));
  return {
    /** The lines that the file holds for a case; those of this run where it is being written. */
    expected(title: string, told: Told): string {
      const text = render(told);
      written.set(title, text);
      return isUpdate ? text : (known.get(title) ?? `no case of this title in ${file}`);
    },
    titles: (): readonly string[] => [...(isUpdate ? written : known).keys()],
    /** `titles` in the order of the cases: tests run in any. */
    save(titles: readonly string[]): void {
      if (!isUpdate) return;
      const cases = titles.map((title) => `## ${title}\n\n${written.get(title) ?? ''}\n`);
      writeFileSync(file, cases.join('\n'));
    },
  };
}

export function render({ exitCode, lines }: Told): string {
  return [`exit ${exitCode}`, ...lines].map((line) => `    ${line}`).join('\n');
}

function parse(text: string): Map<string, string> {
  const sections = text.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title = '', ...rest] = section.split('\n');
      return [title, rest.join('\n').replace(/^\n|\s+$/g, '')];
    }),
  );
}
