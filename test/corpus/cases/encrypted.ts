import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Case } from '../run-case.ts';
import {
  BOM,
  cipherText,
  ENCRYPTED,
  ENCRYPTED_BYTES,
  envelope,
  EXPORT,
  exportOf,
  KEY,
  utf16,
  windowsLines,
} from './sources.ts';

const oneLine = ENCRYPTED.replaceAll('\n', '');
const iv = '00'.repeat(16);

const encrypted = (
  title: string,
  content: string | Uint8Array,
  env: Record<string, string> = { SUBPIPE_KEY: KEY },
): Case => ({
  title: `encrypted payload: ${title}`,
  args: ['run', '--payload', 'FOLDER/localRun'],
  files: { localRun: content },
  env,
});

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const key = (title: string, more: readonly string[], options: Pick<Case, 'files' | 'prepare' | 'env'> = {}): Case => ({
  title: `key: ${title}`,
  args: ['run', '--payload', 'FOLDER/localRun', ...more],
  ...options,
  files: { localRun: ENCRYPTED, ...options.files },
});
const keyFile = (title: string, content: string | Uint8Array): Case =>
  key(title, ['--key-file', 'FOLDER/key'], { files: { key: content } });

const decrypt = (title: string, more: readonly string[], options: Partial<Case> = {}): Case => ({
  title: `decrypt: ${title}`,
  args: ['decrypt', 'FOLDER/localRun', ...more],
  env: { SUBPIPE_KEY: KEY },
  ...options,
  files: { localRun: ENCRYPTED, ...options.files },
});

export const encryptedCases: readonly Case[] = [
  encrypted('as it should be', ENCRYPTED),
  encrypted('in one line, with a byte order mark', BOM + oneLine),
  encrypted('with lines as on Windows', windowsLines(ENCRYPTED)),
  encrypted('no key', ENCRYPTED, {}),
  encrypted('another key', ENCRYPTED, { SUBPIPE_KEY: '0'.repeat(64) }),
  encrypted('in UTF-16', utf16(ENCRYPTED)),
  encrypted('cut off inside of the base64', oneLine.slice(0, 1_001)),
  encrypted('cut off between two lines', oneLine.slice(0, 1_000)),
  encrypted('a foreign character', `${ENCRYPTED.slice(0, 200)}!${ENCRYPTED.slice(201)}`),
  encrypted('base64 for URLs', oneLine.replaceAll('+', '-').replaceAll('/', '_')),
  encrypted('twice in one file', oneLine + oneLine),
  encrypted('something after the gzip', base64(Buffer.concat([ENCRYPTED_BYTES, Buffer.from('and more garbage')]))),
  encrypted('a damaged byte', base64(ENCRYPTED_BYTES.map((byte, index) => (index === 500 ? byte ^ 0xff : byte)))),
  encrypted('a gzip of plain text', envelope(EXPORT)),
  encrypted('a short initialization vector', envelope(`00ff.${'00'.repeat(16)}`)),
  encrypted('no hex digits in the initialization vector', envelope(`${'zz'.repeat(16)}.${'00'.repeat(16)}`)),
  encrypted('an odd number of hex digits', envelope(`${iv}.000`)),
  encrypted('a ciphertext that was cut off', envelope(`${iv}.${'00'.repeat(20)}`)),
  encrypted('no ciphertext', envelope(`${iv}.`)),
  encrypted('a plaintext that is no JSON', envelope(cipherText('{"password": "plaintext-4711'))),
  encrypted(
    'a plaintext of another shape',
    envelope(cipherText('{"apiVersion": "v1", "kind": "Secret", "data": {"a": "plaintext-4711"}}')),
  ),
  encrypted(
    'a plaintext with bad objects',
    envelope(
      cipherText(
        exportOf(
          '{"password": "plaintext-4711',
          '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"pin":4711}}',
          '{"kind":"Task"}',
        ),
      ),
    ),
  ),
  encrypted('no PipelineRun', envelope(cipherText(exportOf()))),
  keyFile('as it should be', `${KEY}\r\n`),
  keyFile('of 63 digits', KEY.slice(1)),
  keyFile('of 65 digits', `${KEY}0`),
  keyFile('with a letter that is no hex digit', `${KEY.slice(0, 40)}x${KEY.slice(41)}`),
  keyFile('in base64', Buffer.from(KEY, 'hex').toString('base64')),
  keyFile('with its name before it', `localrun_aes_key=${KEY}`),
  keyFile('twice', `${KEY}\n${KEY}\n`),
  keyFile('in an empty file', ''),
  keyFile('in UTF-16, as some shells write', utf16(KEY)),
  key('in a file that is not there', ['--key-file', 'FOLDER/kye']),
  key('in a folder', ['--key-file', 'FOLDER/key'], { prepare: (folder) => mkdirSync(path.join(folder, 'key')) }),
  key('from a pipe that nobody writes to', ['--key-file', 'FOLDER/key'], {
    prepare: (folder) => execFileSync('mkfifo', [path.join(folder, 'key')]),
  }),
  key('from a device', ['--key-file', '/dev/zero']),
  key('from a variable', ['--key-env', 'MY_KEY'], { env: { MY_KEY: KEY } }),
  key('from a variable that is not set', ['--key-env', 'MY_KEY']),
  key('from a variable that is empty', ['--key-env', 'MY_KEY'], { env: { MY_KEY: '' } }),
  key('from SUBPIPE_KEY, of 63 digits', [], { env: { SUBPIPE_KEY: KEY.slice(1) } }),
  key('from a file and from a variable', ['--key-file', 'FOLDER/key', '--key-env', 'MY_KEY']),
  key('on the command line', ['--key', KEY]),
  key('on the command line, with =', [`--key=${KEY}`]),
  key('instead of the name of its file', ['--key-file', KEY]),
  key('instead of the name of its variable', ['--key-env', KEY.slice(4)]),
  key('as an argument, as for the old script', [KEY, KEY]),
  decrypt('a file that is not encrypted', [], { files: { localRun: EXPORT } }),
  decrypt('a file that is something else', [], { files: { localRun: 'kind: List\n' } }),
  decrypt('a file that is not there', [], { args: ['decrypt', 'FOLDER/lcoalRun'] }),
  decrypt('without a key', [], { env: {} }),
  decrypt('with another key', [], { env: { SUBPIPE_KEY: 'f'.repeat(64) } }),
  decrypt('a key as an argument, as for the old script', [KEY]),
  decrypt('to a file that is there', ['-o', 'FOLDER/out.json'], {
    prepare: (folder) => writeFileSync(path.join(folder, 'out.json'), 'theirs'),
  }),
  decrypt('to a folder that is not there', ['-o', 'FOLDER/none/out.json']),
  decrypt('an export whose name leads out of the folder', ['-o', 'FOLDER/'], {
    files: {
      localRun: envelope(
        cipherText('{"metadata":{"name":"../../plaintext-4711"},"spec":{"payload":{"resources":[]}}}'),
      ),
    },
  }),
  decrypt('an export without a name', ['-o', 'FOLDER/'], {
    files: { localRun: envelope(cipherText('{"spec":{"payload":{"resources":[]}}}')) },
  }),
];
