import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isTriggersObject } from '../../core/trigger/choose-trigger.ts';
import { missingObjects } from '../../core/check/required-objects.ts';
import { shortHash } from '../../core/k8s/names.ts';
import type { LocatedObject } from '../../core/payload/location.ts';
import type { Payload, PayloadResult } from '../../core/payload/payload.ts';
import { type ListenerChoice, resolveListener } from '../../core/trigger/resolve-listener.ts';
import { messageOf } from '../../errors.ts';
import { parseDocuments } from '../text/parse-documents.ts';
import { MAX_TOKENS } from '../text/parse-yaml.ts';
import {
  assembleChecked,
  checkLocated,
  checkObject,
  type CheckObject,
  locateObjects,
  shorten,
  unchecked,
} from './locate-objects.ts';
import { readText, resolveInside } from '../text/read-text.ts';

/** The folder of one pipeline has a few dozen files; one with more than this is probably the wrong folder. */
export const MAX_FILES = 500;
/**
 * For all files together, about a quarter of a megabyte of ordinary YAML: their nodes are kept, for the places of
 * problems.
 */
const MAX_FOLDER_TOKENS = MAX_TOKENS / 2;
export const MAX_FOLDER_BYTES = 2 * 1024 * 1024;

/** The length of a value of `$(uid)` in Tekton Triggers. */
const UID_LENGTH = 5;

/** The hosted service makes these two of the properties of a pipeline, and puts them into every export. */
const PROPERTIES = ['ConfigMap environment-properties', 'Secret secure-properties'];
const PROPERTIES_HINT =
  'the hosted service makes it of the properties of the pipeline; put a YAML file with it into the folder';

export type ObjectsResult =
  | { readonly ok: true; readonly located: readonly LocatedObject[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a folder as the hosted service reads `.tekton`: the objects of its YAML files are one set, of which an
 * EventListener makes the run. Without a listener, they are plain manifests in several files. `file` is the name of the
 * folder in messages.
 */
export async function readFolderPayload(folder: string, file: string, choice: ListenerChoice): Promise<PayloadResult> {
  return shorten(file, await readPayload(folder, file, choice));
}

async function readPayload(folder: string, file: string, choice: ListenerChoice): Promise<PayloadResult> {
  const read = await readFolder(folder, file);
  if (!read.ok) return read;
  const { located } = read;
  if (!located.some(({ object }) => isTriggersObject(object))) {
    const given = [choice.listener, choice.trigger, choice.params?.[0]].some((each) => each !== undefined);
    if (!given) return assembleChecked(file, checkLocated(located, checkShown));
    return {
      ok: false,
      problems: [`${file}: holds no EventListener; "listener", "trigger" and "params" choose from one`],
    };
  }
  // A hash, and not random, so that a restarted controller makes the same objects.
  const uid = shortHash(JSON.stringify([file, choice])).slice(0, UID_LENGTH);
  const resolved = resolveListener(file, located, { ...choice, uid });
  if (!resolved.ok) return resolved;
  const result = assembleChecked(file, checkLocated(resolved.located, checkShown));
  const missing = result.ok ? missingProperties(result.payload) : [];
  return missing.length > 0 ? { ok: false, problems: missing } : result;
}

const checkShown: CheckObject = (object) => checkObject(object, true);

/** The objects of all YAML files of a folder, in the order of the files' names; folders within it are not read. */
export async function readFolder(folder: string, file: string): Promise<ObjectsResult> {
  const problems: string[] = [];
  let names: string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries.filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name)).map(({ name }) => name);
  } catch (error) {
    return { ok: false, problems: [`${file}: ${messageOf(error)}`] };
  }
  if (names.length === 0) problems.push(`${file}: holds no files named *.yaml or *.yml`);
  if (names.length > MAX_FILES) problems.push(`${file}: holds ${names.length} YAML files, the limit is ${MAX_FILES}`);
  if (problems.length > 0) return { ok: false, problems };
  const located: LocatedObject[] = [];
  let bytes = 0;
  let tokensLeft = MAX_FOLDER_TOKENS;
  for (const name of names.toSorted()) {
    const resolved = await resolveInside(folder, name);
    const source = resolved.ok ? await readText(resolved.path) : resolved;
    if (!source.ok) {
      problems.push(source.problem);
      continue;
    }
    bytes += source.text.length;
    if (bytes > MAX_FOLDER_BYTES) {
      problems.push(`${file}: holds more than ${MAX_FOLDER_BYTES} bytes of YAML, which is the limit`);
      break;
    }
    const place = path.posix.join(file, name);
    const parsed = parseDocuments(place, source.text, tokensLeft);
    if (!parsed.ok) {
      problems.push(...parsed.problems);
      if (!parsed.isTooLarge) continue;
      if (tokensLeft < MAX_FOLDER_TOKENS)
        problems.push(`${file}: its YAML files together are too large, up to ${place}`);
      break;
    }
    for (const document of parsed.documents) {
      const found = locateObjects(document, unchecked);
      located.push(...found.located);
      problems.push(...found.problems);
    }
    tokensLeft -= parsed.yamlTokens;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, located };
}

/**
 * A notice for each of the two objects of properties that is needed and not in the folder: without it, pods do not
 * start.
 */
function missingProperties({ file, ...payload }: Payload): readonly string[] {
  const missing = missingObjects({ file, ...payload }).filter(({ isReached }) => isReached);
  return PROPERTIES.flatMap((title) => {
    const users = missing.filter(({ kind, name }) => `${kind} ${name}` === title).map(({ where }) => where.object);
    if (users.length === 0) return [];
    return [
      `${file}: ${title}, which ${[...new Set(users)].join(', ')} needs, is not in the folder: ${PROPERTIES_HINT}`,
    ];
  });
}
