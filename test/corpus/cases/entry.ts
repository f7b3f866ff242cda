import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Case } from '../run-case.ts';
import { BOM, ENCRYPTED, EXPORT, HTML, MANIFESTS, utf16, windowsLines } from './sources.ts';

const GOOD = '{\n  "pipeline": "main",\n  "mappings": [{ "pipeline": "main", "file": "main.json" }]\n}\n';
const args = ['run', 'FOLDER/entry.json'];

/** An entry document beside a good payload. */
const entry = (title: string, content: string | Uint8Array): Case => ({
  title: `entry document: ${title}`,
  args,
  files: { 'entry.json': content, 'main.json': EXPORT },
});

/** A good entry document that maps main to a file. */
const mapped = (title: string, file: string, prepare?: (folder: string) => unknown): Case => ({
  title: `mapping: ${title}`,
  args,
  files: {
    'entry.json': JSON.stringify({ pipeline: 'main', mappings: [{ pipeline: 'main', file }] }),
    'main.json': EXPORT,
  },
  ...(prepare === undefined ? {} : { prepare }),
});

/** What stands instead of the entry document. */
const instead = (title: string, prepare: (file: string, folder: string) => unknown): Case => ({
  title: `entry document: ${title}`,
  args,
  files: { 'main.json': EXPORT },
  prepare: (folder) => prepare(path.join(folder, 'entry.json'), folder),
});

const outside = () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'corpus-outside-'));
  writeFileSync(path.join(folder, 'secret.json'), EXPORT);
  return folder;
};

export const entryCases: readonly Case[] = [
  entry('as it should be', GOOD),
  entry('with a byte order mark', BOM + GOOD),
  entry('with lines as on Windows', windowsLines(GOOD)),
  entry(
    'in YAML with a merge key',
    'base: &base { file: main.json }\npipeline: main\nmappings:\n  - <<: *base\n    pipeline: main\n',
  ),
  entry('in UTF-16, little end first', utf16(GOOD)),
  entry('in UTF-16, big end first', utf16(GOOD, [0xfe, 0xff])),
  entry('in UTF-16 without a mark', utf16(GOOD, [])),
  entry('in Latin-1', Buffer.from('{"pipeline": "grüezi"}', 'latin1')),
  entry('a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')),
  entry('empty', ''),
  entry('nothing but lines', '\n \n\n'),
  entry('null', 'null\n'),
  entry('two documents', 'pipeline: main\n---\npipeline: other\n'),
  entry('a web page', HTML),
  entry('an encrypted export', ENCRYPTED),
  entry('an array', '[]'),
  entry('cut off', GOOD.slice(0, 60)),
  entry('a comma too many, which YAML takes', GOOD.replace('}]', '}],')),
  entry('an escape that is none', '{"pipeline": "C:\\main"}'),
  entry('single quotes, which YAML takes', GOOD.replaceAll('"', "'")),
  entry('an exported payload', EXPORT),
  entry('a payload of manifests', MANIFESTS),
  entry('a key twice, in JSON', '{"pipeline": "main",\n "pipeline": "other"}'),
  entry('a key twice, in YAML', 'pipeline: main\npipeline: other\n'),
  entry('a tab as indentation', 'pipeline: main\nmappings:\n\t- pipeline: main\n'),
  entry('an alias without an anchor', 'pipeline: *name\n'),
  entry('an anchor that holds itself', 'pipeline: main\nparams: &p [*p]\n'),
  entry('no pipeline', '{"params": []}'),
  entry('a pipeline that is null', '{"pipeline": null}'),
  entry('a pipeline that is a number', 'pipeline: 0644\n'),
  entry('params that are no array', '{"pipeline": "main", "params": {"a": "b"}}'),
  entry(
    'an override with a value that is no string',
    'pipeline: main\nparams:\n  - name: retries\n    value: 3\n  - name: list\n    value: [a, true]\n',
  ),
  entry(
    'everything wrong at once',
    '{"params": [{"task": 1, "name": "", "value": null}], "mappings": [{"pipeline": "a"}, 7]}',
  ),
  entry(
    'one name for two files',
    '{"pipeline": "main", "mappings": [\n {"pipeline": "main", "file": "a.json"},\n {"pipeline": "main", "file": "b.json"}]}',
  ),
  instead('not there', () => undefined),
  instead('a folder', (file) => mkdirSync(file)),
  instead('a pipe that nobody writes to', (file) => execFileSync('mkfifo', [file])),
  instead('a symlink to a device', (file) => symlinkSync('/dev/zero', file)),
  instead('a symlink to itself', (file) => symlinkSync('entry.json', file)),
  instead('a file that is too large', (file) => {
    writeFileSync(file, '');
    truncateSync(file, 9 * 1024 * 1024);
  }),
  mapped('as it should be', 'main.json'),
  mapped('a file that is not there', 'mian.json'),
  mapped('a file outside, by two dots', '../../etc/passwd'),
  mapped('a file outside, by an absolute path', '/etc/passwd'),
  mapped('a file outside, by a symlink', 'link.json', (folder) =>
    symlinkSync(path.join(outside(), 'secret.json'), path.join(folder, 'link.json')),
  ),
  mapped('a file outside, by a symlinked folder', 'sub/secret.json', (folder) =>
    symlinkSync(outside(), path.join(folder, 'sub')),
  ),
  mapped('a device, by a symlink', 'zero', (folder) => symlinkSync('/dev/zero', path.join(folder, 'zero'))),
  mapped('the folder itself', '.'),
  mapped('a folder', 'sub', (folder) => mkdirSync(path.join(folder, 'sub'))),
  mapped('a pipe that nobody writes to', 'pipe', (folder) => execFileSync('mkfifo', [path.join(folder, 'pipe')])),
  mapped('a symlink that leads to itself', 'loop', (folder) => symlinkSync('loop', path.join(folder, 'loop'))),
  mapped('a name with a NUL', 'main.json\u0000.txt'),
  mapped('a name that is too long', `${'x'.repeat(300)}.json`),
  entry(
    'a pipeline that is not mapped',
    '{"pipeline": "mian", "mappings": [{"pipeline": "main", "file": "main.json"}]}',
  ),
];
