// Writes docs/schema/*.json from the schemas in the code; with --check only says whether they are up to date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { entrySchema } from '../src/input/entry/parse-entry.ts';
import { recordSchema } from '../src/report/record-schema.ts';

const FOLDER = 'docs/schema';

const schemas = [
  { name: 'entry', title: 'subpipe entry document', schema: entrySchema },
  { name: 'record', title: 'subpipe record of a run', schema: recordSchema },
] as const;

function textOf({ name, title, schema }: (typeof schemas)[number]): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  // A name and not an address, so that a copy of the schema is as good as this one.
  return `${JSON.stringify({ $schema, $id: `urn:subpipe:schema:${name}`, title, ...rest }, null, 2)}\n`;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

mkdirSync(FOLDER, { recursive: true });
for (const each of schemas) {
  const [file, text] = [`${FOLDER}/${each.name}.schema.json`, textOf(each)];
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readIfThere(file) !== text) {
    process.stderr.write(`${file} is not up to date; run: node hack/schemas.ts\n`);
    process.exitCode = 1;
  }
}
