import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LABEL_RUN_ID } from '../../../src/core/launch/labels.ts';
import { kubectl } from '../kubectl.ts';

const FOLDER = new URL('../../../.out/e2e/', import.meta.url).pathname;

/**
 * Keeps what a tree leaves, for a look after the clean-up: objects and logs of its namespaces, and the log of the
 * bootstrap run. In .out/e2e/NAME/; whoever wonders why a test failed starts there.
 */
export async function saveLogs(name: string, runId: string): Promise<void> {
  const folder = path.join(FOLDER, name);
  await mkdir(folder, { recursive: true });
  const selector = `${LABEL_RUN_ID}=${runId}`;
  const names = await kubectl(['get', 'namespaces', '-l', selector, '-o', 'jsonpath={.items[*].metadata.name}']);
  const logs = (namespace: string, labels: string) =>
    kubectl(['logs', '-n', namespace, '-l', labels, '--all-containers', '--prefix', '--tail=-1']);
  const files: readonly (readonly [string, Promise<string>])[] = [
    ['bootstrap.log', logs('subpipe', `tekton.dev/pipelineRun=${name}`)],
    ['objects.yaml', kubectl(['get', 'pipelineruns,taskruns,pods', '-A', '-l', selector, '-o', 'yaml'])],
    ...names
      .split(' ')
      .filter((each) => each !== '')
      .map((each) => [`${each}.log`, logs(each, selector)] as const),
  ];
  await Promise.all(
    // A pod that never started has no log: the reason is worth as much.
    files.map(async ([file, text]) => writeFile(path.join(folder, file), await text.catch(String))),
  );
}
