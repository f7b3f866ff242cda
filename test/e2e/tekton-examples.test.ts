import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { inspectInput } from '../../src/app/inspect/inspect-input.ts';
import { findingLines } from '../../src/app/inspect/finding-lines.ts';
import { parsePayload } from '../../src/input/payload/parse-payload.ts';

/*
 * Tekton's own examples run on Tekton: a check that finds fault with one of them would keep an emergency run from
 * running. They come with the module that the local cluster is built from; elsewhere they are not at hand.
 */

const examples = examplesFolder();
const isAtHand = examples !== undefined;

/** What a payload cannot be: several runs in one file, or objects that payloads may not bring. */
const NO_PAYLOADS = [
  'ignore-step-error.yaml',
  'no-ci/csi-workspace.yaml',
  'no-ci/limitrange.yaml',
  'pipelinerun-with-pipelinespec-and-taskspec.yaml',
  'pipelinerun.yaml',
];

/** Two that Tekton's own tests do not run really are wrong: their claims are misspelt, `resovler` for `resolver`. */
const MISTAKES = ['no-ci/git-resolver.yaml', 'no-ci/hub-resolver.yaml'].flatMap((file) => {
  const claim = `${path.basename(file, '.yaml')}-buildpacks-ws-pvc`;
  const mistake = new RegExp(
    `^${file}:.* needs PersistentVolumeClaim ${claim}, .*there are: ${claim.replace('resolver', 'resovler')}`,
  );
  // Two workspaces are bound to it.
  return [mistake, mistake];
});

function examplesFolder(): string | undefined {
  const versions = readFileSync(new URL('../../hack/lib/versions.sh', import.meta.url), 'utf8');
  const version = /^TEKTON_VERSION=(.+)$/m.exec(versions)?.[1] ?? '';
  try {
    const modules = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
    const folder = path.join(modules, `github.com/tektoncd/pipeline@${version}/examples/v1/pipelineruns`);
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

(isAtHand ? test : test.skip)(
  'no example of Tekton that is a payload has a problem, but for two with a real mistake',
  async () => {
    const root = examples ?? '';
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
    const refused: string[] = [];
    const problems: string[] = [];
    for (const file of files) {
      const parsed = parsePayload(file, readFileSync(path.join(root, file), 'utf8'));
      if (!parsed.ok) {
        refused.push(file);
        continue;
      }
      const input = {
        entry: { pipeline: file, overrides: [], mappings: [] },
        catalog: { find: () => Promise.resolve(parsed) },
      };
      const inspection = await inspectInput(input, { target: {}, onMiss: 'warn', isAlone: true });
      problems.push(
        ...findingLines(inspection)
          .filter(({ severity }) => severity !== 'warning')
          .map(({ text }) => text),
      );
    }
    expect(files.length).toBeGreaterThan(60);
    expect(refused.toSorted()).toEqual(NO_PAYLOADS);
    expect(problems.toSorted()).toEqual(MISTAKES.map((mistake) => expect.stringMatching(mistake)));
  },
);
