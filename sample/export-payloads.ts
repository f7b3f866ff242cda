// Writes sample/payloads/*.json as the hosted service exports pipelines: `node sample/export-payloads.ts [--check]`.
//
// The output is committed, so it must not change from run to run: ids and time are fixed. With --check nothing is
// written, and the exit code is 1 where a committed file is not what this program would write.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

type Resource = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string }; spec?: unknown };
type Param = { name: string; value?: string; default?: string };
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

function readFolder(folder: string): Resource[] {
  const path = join(import.meta.dirname, '.tekton', folder);
  return readdirSync(path)
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(path, file), 'utf8')).map((document) => document.toJS() as Resource),
    );
}

function only(resources: readonly Resource[], kind: string): Resource {
  const found = resources.filter((resource) => resource.kind === kind);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`expected one ${kind}, found ${String(found.length)}`);
  return first;
}

// What the binding says wins over the template's default; the value is put in as text, also inside a longer text.
function resolveTemplate(resources: readonly Resource[], uid: string): Resource[] {
  const binding = only(resources, 'TriggerBinding').spec as { params: Param[] };
  const template = only(resources, 'TriggerTemplate').spec as { params: Param[]; resourcetemplates: Resource[] };
  const bound = new Map(binding.params.map((param) => [param.name, param.value]));
  const values = new Map(template.params.map((param) => [param.name, bound.get(param.name) ?? param.default]));
  const resolveText = (text: string): string =>
    text.replaceAll('$(uid)', uid).replace(/\$\((?:tt\.)?params\.([^)]+)\)/g, (reference, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`${reference}: the trigger template has no value for this param`);
      return value;
    });
  return template.resourcetemplates.map((resource) => mapTexts(resource, resolveText) as Resource);
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}

function toPayload(what: Export): { name: string; json: string } {
  const resources = readFolder(what.folder);
  const namespace = `pw-${what.namespaceId}`;
  const generated = resolveTemplate(resources, what.uid);
  const inNamespace = [
    ...generated.filter((resource) => resource.kind !== 'PipelineRun'),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'environment-properties' }, data: what.properties },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'secure-properties' },
      type: 'Opaque',
      data: { apikey: Buffer.from('not-a-real-key').toString('base64') },
    },
    only(resources, 'Pipeline'),
    ...resources.filter((resource) => resource.kind === 'Task'),
    only(generated, 'PipelineRun'),
  ].map((resource) => ({ ...resource, metadata: { ...resource.metadata, namespace } }));
  const name = `${only(resources, 'EventListener').metadata.name}-local-${exportedAt}`;
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
for (const { name, json } of exports.map(toPayload)) {
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
