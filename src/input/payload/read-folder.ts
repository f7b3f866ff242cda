import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isTriggersObject } from '../../core/trigger/choose-trigger.ts';
import { lackingObjects } from '../../core/check/lacking-objects.ts';
import { shortHash } from '../../core/k8s/names.ts';
import type { PayloadResult, LocatedObject } from '../../core/payload/payload.ts';
import { type ListenerChoice, resolveListener } from '../../core/trigger/resolve-listener.ts';
import { messageOf } from '../../errors.ts';
import { parseDocuments, type SourceDocument } from '../text/parse-documents.ts';
import { MAX_TOKENS } from '../text/parse-yaml.ts';
import { assembleChecked, checkObject, shorten } from './parse-payload.ts';
import { payloadObjects } from './payload-objects.ts';
import { readText, resolveInside } from '../text/read-text.ts';

/** A folder of one pipeline holds a few dozen files; more than this is the wrong folder. */
export const MAX_FILES = 500;
/** The nodes of all files stay in memory, as every problem has a place: about a quarter of a megabyte of ordinary YAML. */
const MAX_FOLDER_TOKENS = MAX_TOKENS / 2;
export const MAX_FOLDER_BYTES = 2 * 1024 * 1024;

/** Length of what Tekton Triggers puts in for `$(uid)`. */
const UID_LENGTH = 5;

/** The hosted service makes these of the properties of a pipeline, and puts them into every export. */
const PROPERTIES: ReadonlySet<string> = new Set(['ConfigMap environment-properties', 'Secret secure-properties']);

export type ObjectsResult =
  | { readonly ok: true; readonly placed: readonly LocatedObject[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a folder as the hosted service reads `.tekton`: its YAML files together make one set of objects, of which an
 * EventListener makes the run. Without a listener, they are plain manifests in several files. `file` is what messages
 * call the folder.
 */
export async function readFolderPayload(folder: string, file: string, choice: ListenerChoice): Promise<PayloadResult> {
  return shorten(file, await readPayload(folder, file, choice));
}

async function readPayload(folder: string, file: string, choice: ListenerChoice): Promise<PayloadResult> {
  const read = await readFolder(folder, file);
  if (!read.ok) return read;
  const { placed } = read;
  if (!placed.some(({ object }) => isTriggersObject(object))) {
    const given = [choice.listener, choice.trigger, choice.params?.[0]].some((each) => each !== undefined);
    if (!given) return buildPayload(file, placed);
    return {
      ok: false,
      problems: [`${file}: holds no EventListener; "listener", "trigger" and "params" choose from one`],
    };
  }
  // Derived, so that a restarted controller makes the same objects.
  const uid = shortHash(JSON.stringify([file, choice])).slice(0, UID_LENGTH);
  const resolved = resolveListener(file, placed, { ...choice, uid });
  if (!resolved.ok) return resolved;
  const result = buildPayload(file, resolved.placed);
  return result.ok ? withLacking(result) : result;
}

/** The objects of all YAML files of a folder, in the order of the files' names; folders inside of it are left alone. */
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
  const placed: LocatedObject[] = [];
  let bytes = 0;
  let tokensLeft = MAX_FOLDER_TOKENS;
  for (const name of names.toSorted()) {
    const resolved = await resolveInside(folder, name);
    const source = resolved.ok ? await readText(resolved.text) : resolved;
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
    placed.push(...parsed.documents.flatMap((document) => placedObjects(document, problems)));
    tokensLeft -= parsed.yamlTokens;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, placed };
}

/** The objects of a document, each of which can tell the places of its fields. What is none goes to `problems`. */
export function placedObjects(document: SourceDocument, problems: string[]): readonly LocatedObject[] {
  return payloadObjects(document).flatMap((piece): readonly LocatedObject[] => {
    const at = (path: readonly PropertyKey[]) =>
      document.placesOf([piece.isText ? piece.path : [...piece.path, ...path]])[0] ?? '';
    if (piece.kind === 'object') return [{ where: at([]), object: piece.object, at }];
    problems.push(`${at([])}: ${piece.title === '' ? '' : `${piece.title}: `}${piece.why}`);
    return [];
  });
}

function buildPayload(file: string, placed: readonly LocatedObject[]): PayloadResult {
  const checked = placed.map((each) => ({ each, ...checkObject(each.object, true) }));
  const problems = checked.flatMap((each) =>
    each.problems.map(({ path: field, why }) => `${each.each.at?.(field) ?? each.each.where}: ${why}`),
  );
  if (problems.length > 0) return { ok: false, problems };
  return assembleChecked(
    file,
    checked.map(({ each, object }) => ({ ...each, object })),
  );
}

/** The properties are not in the folder as they are in an export: without them pods would wait until the timeout. */
function withLacking(result: Extract<PayloadResult, { ok: true }>): PayloadResult {
  const { payload } = result;
  const told = lackingObjects(payload).map(({ kind, name, usedBy }) => ({
    isProperties: PROPERTIES.has(`${kind} ${name}`),
    sentence: `${payload.file}: ${kind} ${name}, which ${usedBy.join(', ')} needs, is not in the folder`,
  }));
  const problems = told.filter(({ isProperties }) => isProperties);
  if (problems.length > 0) {
    const why =
      'the hosted service makes it of the properties of the pipeline; put a YAML file with it into the folder';
    return { ok: false, problems: problems.map(({ sentence }) => `${sentence}: ${why}`) };
  }
  const notices = told.map(({ sentence }) => `${sentence}; pods that need it will not start`);
  return notices.length === 0 ? result : { ...result, notices };
}
