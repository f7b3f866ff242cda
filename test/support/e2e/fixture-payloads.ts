import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../fixtures/e2e/', import.meta.url);

/** A payload folder of fixtures: an entry document that runs `main`, and each pipeline under the name of its file. */
export async function fixturePayloads(main: string, ...others: readonly string[]): Promise<Record<string, string>> {
  const names = [main, ...others];
  const texts = await Promise.all(names.map((name) => readFile(new URL(`${name}.yaml`, FOLDER), 'utf8')));
  const mappings = names.map((name) => ({ pipeline: name, file: `${name}.yaml` }));
  return {
    'entry.json': JSON.stringify({ pipeline: main, mappings }),
    ...Object.fromEntries(mappings.map(({ file }, index) => [file, texts[index] ?? ''])),
  };
}
