// Writes sample/payloads/*.json as the hosted service exports pipelines: `node sample/export-payloads.ts [--check]`.
//
// The output is committed, so it must not change from run to run: ids and time are fixed. With --check nothing is
// written, and the exit code is 1 where a committed file is not what this program would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveListener } from '../src/core/trigger/resolve-listener.ts';
import { readFolder } from '../src/input/payload/read-folder.ts';

type Export = { folder: string; namespaceId: string; uid: string; properties: Record<string, string> };

const exportedAt = '2026-11-20-101500utc';
const exports: readonly Export[] = [
  {
    folder: 'main',
    namespaceId: '3f6d4b0e-52a1-4c57-9f0b-6f7c1d2e8a01',
    uid: 'k2x7q',
    properties: { region: 'eu-de' },
  },
  {
    folder: 'tests',
    namespaceId: '8c1b9a44-0d3e-4e0a-b7a5-2b9e64f0c702',
    uid: 'm8v4t',
    properties: { region: 'eu-de', 'test-suite': 'smoke' },
  },
  {
    folder: 'deploy',
    namespaceId: 'd47e2f19-77c8-4b6d-8a13-905cbe3f1d03',
    uid: 'z5n9c',
    properties: { region: 'eu-de' },
  },
];

/** What the hosted service makes of a folder when its listener is triggered. */
async function resolveFolder(folder: string, uid: string) {
  const read = await readFolder(join(import.meta.dirname, '.tekton', folder), folder);
  const resolved = read.ok ? resolveListener(folder, read.located, { uid }) : read;
  if (!resolved.ok) throw new Error(resolved.problems.join('\n'));
  return { listener: resolved.listener, resources: resolved.located.map(({ object }) => object) };
}

async function toPayload(what: Export): Promise<{ name: string; json: string }> {
  const { listener, resources } = await resolveFolder(what.folder, what.uid);
  const namespace = `pw-${what.namespaceId}`;
  const ofKind = (...kinds: readonly string[]) => resources.filter(({ kind }) => kinds.includes(kind));
  const inNamespace = [
    ...ofKind('PersistentVolumeClaim'),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'environment-properties' }, data: what.properties },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'secure-properties' },
      type: 'Opaque',
      data: { apikey: Buffer.from('not-a-real-key').toString('base64') },
    },
    ...ofKind('Pipeline'),
    ...ofKind('Task'),
    ...ofKind('PipelineRun'),
  ].map((resource) => ({ ...resource, metadata: { ...resource.metadata, namespace } }));
  const name = `${listener}-local-${exportedAt}`;
  const exported = {
    apiVersion: 'devops.cloud.ibm.com/v1alpha1',
    kind: 'LocalPipeline',
    metadata: { name },
    spec: {
      payload: {
        pipeline_id: what.namespaceId,
        resources: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...inNamespace].map(
          (resource) => JSON.stringify(resource),
        ),
      },
    },
  };
  return { name, json: `${JSON.stringify(exported, null, 2)}\n` };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const target = join(import.meta.dirname, 'payloads');
const check = process.argv.includes('--check');
mkdirSync(target, { recursive: true });
for (const { name, json } of await Promise.all(exports.map(toPayload))) {
  const path = join(target, `${name}.json`);
  if (readIfThere(path) === json) continue;
  if (check) {
    console.error(
      `${path} is not what sample/.tekton makes: run 'node sample/export-payloads.ts' and commit the result`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(path, json);
    console.error(`wrote ${path}`);
  }
}
