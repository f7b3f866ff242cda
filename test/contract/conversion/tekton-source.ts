import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import type { KubeObject } from '../../../src/core/k8s/object.ts';
import { schemaFields } from './field-paths.ts';
import type { Specimen } from './tekton-judge.ts';

const SCRIPT = new URL('../../../hack/tekton-source.sh', import.meta.url).pathname;
const CONVERTED = ['Task', 'Pipeline', 'PipelineRun'];

/**
 * The Tasks, Pipelines and PipelineRuns among Tekton's own examples, from its Go module; a TaskRun that embeds a Task
 * gives that Task. `v1beta1`: of the last version that had such; `v1`: of the version that our clusters run.
 */
export async function tektonExamples(version: 'v1beta1' | 'v1'): Promise<readonly Specimen[]> {
  const source = await tektonSource(version === 'v1' ? 'current' : 'v1beta1-examples');
  const folder = join(source, 'examples', version);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml')).toSorted();
  const specimens = await Promise.all(
    files.map(async (file) =>
      parseAllDocuments(await readFile(join(folder, file), 'utf8')).flatMap((document, index) =>
        toSpecimen(`${file}[${index}]`, document.toJS() as unknown),
      ),
    ),
  );
  return specimens.flat().filter(({ object }) => object.apiVersion === `tekton.dev/${version}`);
}

/** The fields of v1beta1 of a kind, from the CRD of the version that our clusters run. */
export async function tektonFields(kind: string): Promise<readonly string[]> {
  const file = join(await tektonSource('current'), 'config', '300-crds', `300-${kind.toLowerCase()}.yaml`);
  return schemaFields(parse(await readFile(file, 'utf8')) as object, 'v1beta1');
}

/** Tekton's Go types of v1, as the OpenAPI definitions that Tekton makes of them. */
export async function tektonDefinitions(): Promise<JsonObject> {
  const file = join(await tektonSource('current'), 'pkg', 'apis', 'pipeline', 'v1', 'swagger.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { definitions: JsonObject }).definitions;
}

async function tektonSource(which: 'current' | 'v1beta1-examples'): Promise<string> {
  const { stdout } = await promisify(execFile)(SCRIPT, [which]);
  return stdout.trim();
}

function toSpecimen(title: string, value: unknown): readonly Specimen[] {
  if (!isObject(value)) return [];
  const { kind, apiVersion, metadata, spec } = value;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || !isObject(metadata)) return [];
  const whole = (of: string, specOf: JsonObject): Specimen => {
    const object: KubeObject & { spec: JsonObject } = { apiVersion, kind: of, metadata, spec: specOf };
    return { title: `${title}: ${kind}`, object };
  };
  if (!isObject(spec)) return [];
  if (CONVERTED.includes(kind)) return [whole(kind, spec)];
  return kind === 'TaskRun' && isObject(spec['taskSpec']) ? [whole('Task', spec['taskSpec'])] : [];
}
