import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { KubeObject } from '../../../src/core/k8s/object.ts';

const FOLDER = new URL('../../../sample/payloads/', import.meta.url).pathname;

export type Entry = {
  pipeline: string;
  params: { task: string; name: string; value: string }[];
  mappings: { pipeline: string; file: string }[];
};

/** The files of the sample's payload folder: name -> text. */
export async function samplePayloads(): Promise<Record<string, string>> {
  const names = await readdir(FOLDER);
  const texts = await Promise.all(names.map((name) => readFile(path.join(FOLDER, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

/** The files with the entry document changed. */
export function withEntry(files: Record<string, string>, change: (entry: Entry) => void): Record<string, string> {
  const entry = JSON.parse(files['entry.json'] ?? '') as Entry;
  change(entry);
  return { ...files, 'entry.json': JSON.stringify(entry) };
}

/** The files with each object of one exported payload (found by the start of its name) changed. */
export function withPayload(
  files: Record<string, string>,
  prefix: string,
  change: (object: KubeObject & { data?: Record<string, string> }) => void,
): Record<string, string> {
  const file = Object.keys(files).find((name) => name.startsWith(prefix));
  if (file === undefined) throw new Error(`no payload file starts with ${prefix}: ${Object.keys(files).join(', ')}`);
  const exported = JSON.parse(files[file] ?? '') as { spec: { payload: { resources: string[] } } };
  exported.spec.payload.resources = exported.spec.payload.resources.map((text) => {
    const object = JSON.parse(text) as KubeObject;
    change(object);
    return JSON.stringify(object);
  });
  return { ...files, [file]: JSON.stringify(exported) };
}
