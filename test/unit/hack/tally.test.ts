import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const ROOT = new URL('../../..', import.meta.url).pathname;
const folder = mkdtempSync(path.join(tmpdir(), 'subpipe-tally-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The last line of a script that tallies these commands, each `KIND COMMAND`. */
function sumOf(...commands: readonly string[]): string {
  const lines = commands.map((each) => each.replace(/^(\w+) (.*)$/, `tally $1 ${folder}/log bash -c '$2'`));
  const script = ['set -euo pipefail', '. hack/lib/common.sh', '. hack/lib/tally.sh', ...lines, 'close_tally || true'];
  const output = execFileSync('bash', ['-c', script.join('\n')], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  return output.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
}

test.each([
  [
    'adds up the sums of several',
    ['tests echo 3 passed, 0 failed', 'tests echo 4 passed, 2 failed'],
    '7 passed, 2 failed',
  ],
  [
    'takes the last sum that a command says',
    ['tests echo 1 passed, 0 failed; echo 5 passed, 0 failed'],
    '5 passed, 0 failed',
  ],
  ['counts a check that is fine as one', ['check echo fine'], '1 passed, 0 failed'],
  ['counts a check that fails as one', ['check exit 3'], '0 passed, 1 failed'],
  ['fails tests that say no sum', ['tests echo fine'], '0 passed, 1 failed'],
  [
    'fails tests that break off, whatever they counted',
    ['tests echo 9 passed, 0 failed; exit 1'],
    '9 passed, 1 failed',
  ],
  ['counts no failure twice', ['tests echo 9 passed, 2 failed; exit 1'], '9 passed, 2 failed'],
  ['goes on after one that failed', ['check exit 1', 'check echo fine'], '1 passed, 1 failed'],
])('a tally %s', (_, commands, sum) => {
  expect(sumOf(...commands)).toBe(sum);
});
