import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LABEL_RUN_ID } from '../../../src/core/launch/labels.ts';
import { kubectl } from '../kubectl.ts';
import { BOOTSTRAP_NAMESPACE } from './bootstrap.ts';
import { type Program, startProgram } from './programs.ts';
import { saveLogs } from './save-logs.ts';

export type DeskTree = {
  readonly runId: string;
  /** Starts `subpipe run`; once more after it was killed, as somebody would who lost it. */
  readonly start: () => Program;
};

/** Trees whose controller runs on this machine, which saves them a pod; for one test file. */
export function deskTrees() {
  const trees: { readonly runId: string; readonly folder: string }[] = [];
  const programs: Program[] = [];
  return {
    /** A tree of its own; nothing of it is deleted before `removeAll`. */
    async prepare(files: Readonly<Record<string, string>>): Promise<DeskTree> {
      const runId = randomUUID();
      const folder = await mkdtemp(path.join(tmpdir(), 'subpipe-e2e-'));
      trees.push({ runId, folder });
      for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
      const args = ['run', 'entry.json', '--payloads', folder, '--run-id', runId, '--cleanup=never'];
      const start = () => {
        const program = startProgram('subpipe', [...args, '-n', BOOTSTRAP_NAMESPACE]);
        programs.push(program);
        return program;
      };
      return { runId, start };
    },
    async removeAll(): Promise<void> {
      // Of a test that failed a controller may be left.
      for (const program of programs) program.process.kill('SIGKILL');
      for (const { runId, folder } of trees) {
        await rm(folder, { recursive: true });
        await saveLogs(runId, runId);
        const ofTree = ['-l', `${LABEL_RUN_ID}=${runId}`, '--ignore-not-found'];
        await kubectl(['delete', 'namespaces,clusterrolebindings', '--wait=false', ...ofTree]);
        await kubectl(['delete', 'configmaps', '-n', BOOTSTRAP_NAMESPACE, ...ofTree]);
      }
    },
  };
}
