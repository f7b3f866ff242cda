import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { writeFiles } from '../../../src/report/write-files.ts';

test('writes files into a folder that is made for them', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'write-files-'));
  await writeFiles(path.join(folder, 'a/b'), { one: '1', two: '2' });
  expect(await readFile(path.join(folder, 'a/b/two'), 'utf8')).toBe('2');
  await rm(folder, { recursive: true });
});

test('what cannot be written is named, with the reason and what to do', async () => {
  await expect(writeFiles('/dev/null/x', {})).rejects.toMatchObject({
    code: 'unwritable',
    message: expect.stringMatching(/^\/dev\/null\/x cannot be written: E/),
    hint: expect.stringContaining('may write to'),
  });
  await expect(writeFiles('/dev', { 'null/x': '' })).rejects.toMatchObject({
    code: 'unwritable',
    message: expect.stringMatching(/^\/dev\/null\/x cannot be written: E/),
  });
});
