import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MAX_FILE_BYTES, readText, resolveInside } from '../../../../src/input/text/read-text.ts';

let top: string;
let folder: string;

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'read-text-'));
  folder = path.join(top, 'payloads');
  await mkdir(path.join(folder, 'sub'), { recursive: true });
  await writeFile(path.join(folder, 'a.json'), '{}');
  await writeFile(path.join(folder, 'sub', 'b.json'), '{}');
  await writeFile(path.join(top, 'secret'), 'x');
  await mkdir(path.join(top, 'payloads-of-others'));
  await writeFile(path.join(top, 'payloads-of-others', 'c.json'), '{}');
});
afterEach(() => rm(top, { recursive: true }));

describe('a file name', () => {
  test.each(['a.json', './a.json', 'sub/b.json', 'sub/../a.json'])('%s is inside of the folder', async (name) => {
    expect(await resolveInside(folder, name)).toEqual({ ok: true, path: path.resolve(folder, name) });
  });

  test.each([
    '../secret',
    'sub/../../secret',
    '../payloads-of-others/c.json',
    '/etc/passwd',
    '.',
    '',
    'sub/..',
    '../nothing',
  ])('%j is refused', async (name) => {
    expect(await resolveInside(folder, name)).toMatchObject({
      ok: false,
      problem: `${name}: is outside the payload folder ${folder}; only files within it may be named`,
    });
  });

  test('that is absolute is refused, also inside of the folder', async () => {
    expect(await resolveInside(folder, path.join(folder, 'a.json'))).toMatchObject({ ok: false });
  });

  test('with a NUL is refused', async () => {
    expect(await resolveInside(folder, 'a\0.json')).toMatchObject({
      ok: false,
      problem: '"a\\u0000.json": is not a file name',
    });
  });

  test('that begins with two dots is a name like others', async () => {
    await writeFile(path.join(folder, '..data.json'), '{}');
    expect(await resolveInside(folder, '..data.json')).toMatchObject({ ok: true });
  });

  test('of a symlink that leads out is refused', async () => {
    await symlink('../secret', path.join(folder, 'link'));
    await symlink('..', path.join(folder, 'up'));
    expect(await resolveInside(folder, 'link')).toMatchObject({
      ok: false,
      problem: expect.stringContaining('outside'),
    });
    expect(await resolveInside(folder, 'up/secret')).toMatchObject({
      ok: false,
      problem: expect.stringContaining('outside'),
    });
  });

  test('of symlinks that stay inside is fine, as in the volume of a ConfigMap', async () => {
    await mkdir(path.join(folder, '..2026_11_20'));
    await writeFile(path.join(folder, '..2026_11_20', 'main.json'), '{}');
    await symlink('..2026_11_20', path.join(folder, '..data'));
    await symlink('..data/main.json', path.join(folder, 'main.json'));
    expect(await resolveInside(folder, 'main.json')).toMatchObject({ ok: true });
  });

  test('is fine where the folder itself is a symlink', async () => {
    await symlink(folder, path.join(top, 'link'));
    expect(await resolveInside(path.join(top, 'link'), 'a.json')).toMatchObject({ ok: true });
  });

  test.each([
    ['nothing.json', 'no such file', true],
    ['loop', 'is a symlink that leads to itself', false],
  ])('%s says why it cannot be read', async (name, why, isMissing) => {
    await symlink('loop', path.join(folder, 'loop'));
    const problem = `${path.join(folder, name)}: ${why}`;
    expect(await resolveInside(folder, name)).toEqual({ ok: false, problem });
    expect(await readText(path.join(folder, name))).toEqual({ ok: false, isMissing, problem });
  });
});

describe('a file', () => {
  const put = async (bytes: string | Uint8Array) => {
    const file = path.join(folder, 'file');
    await writeFile(file, bytes);
    return readText(file);
  };
  const utf16 = (text: string, mark: readonly number[]) =>
    Buffer.concat([Buffer.from(mark), Buffer.from(text, 'utf16le')]);

  test('is read as UTF-8', async () => expect(await put('grüezi 🐎')).toEqual({ ok: true, text: 'grüezi 🐎' }));

  test('loses its byte order mark', async () => expect(await put('\uFEFF{}')).toEqual({ ok: true, text: '{}' }));

  test.each([
    ['UTF-16, little end first', utf16('{}', [0xff, 0xfe]), 'is UTF-16; save it as UTF-8'],
    ['UTF-16, big end first', utf16('{}', [0xfe, 0xff]), 'is UTF-16; save it as UTF-8'],
    ['Latin-1', Buffer.from('grüezi', 'latin1'), 'is not UTF-8 text'],
    ['binary', Buffer.from([0x1f, 0x8b, 0xff]), 'is not UTF-8 text'],
  ])('of %s is refused', async (_title, bytes, why) => {
    expect(await put(bytes)).toMatchObject({ ok: false, problem: `${path.join(folder, 'file')}: ${why}` });
  });

  test.each([
    ['a folder', 'sub', 'is a folder, not a file'],
    ['nothing', 'nothing', 'no such file'],
  ])('that is %s is refused', async (_title, name, why) => {
    const file = path.join(folder, name);
    expect(await readText(file)).toMatchObject({ ok: false, problem: `${file}: ${why}` });
  });

  test('that is too large is refused before it is read', async () => {
    const file = path.join(folder, 'huge');
    await writeFile(file, '');
    await truncate(file, MAX_FILE_BYTES + 1);
    expect(await readText(file)).toMatchObject({ ok: false, problem: expect.stringContaining('the limit is') });
  });
});
