import { isObject } from '../../core/json.ts';
import type { KubeObject } from '../../core/k8s/object.ts';

/** One event of a watch. `stopped` is an error that the server sends in the stream, as its last event. */
export type WatchEvent =
  | { readonly kind: 'changed' | 'deleted'; readonly object: KubeObject }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  | { readonly kind: 'stopped'; readonly code: number; readonly message: string };

/** The stream has something that no API server writes; the watch must be started again. */
export class BrokenStream extends Error {}

/** An object in etcd is at most 1.5 MB; JSON of it may be a few times that. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Cuts the pieces of a stream into lines. It works on bytes, so that a character may be split over two pieces. The
 * pieces of a line are joined once, at its end, so the time is linear even for a line of megabytes in small pieces. A
 * last line without an end is dropped: the connection broke within it, and the event will come again.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, at)]).toString('utf8');
      parts = [];
      bytes = 0;
      from = at + 1;
      if (line.trim() !== '') {
        yield line;
      }
    }
    parts.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > MAX_LINE_BYTES) {
      throw new BrokenStream(`an event is longer than ${MAX_LINE_BYTES} bytes`);
    }
  }
}

/** Reads one line of a watch. Throws BrokenStream for a line that is not an event. */
export function parseEvent(line: string): WatchEvent {
  const { type, object } = parseObject(line);
  const content = asObject(object);
  if (content === undefined) {
    throw new BrokenStream(`an event without an object: ${excerpt(line)}`);
  }
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'changed', object: asKubeObject(content, line) };
    case 'DELETED':
      return { kind: 'deleted', object: asKubeObject(content, line) };
    case 'BOOKMARK':
      return { kind: 'bookmark', resourceVersion: asKubeObject(content, line).metadata.resourceVersion ?? '' };
    case 'ERROR':
      return {
        kind: 'stopped',
        code: typeof content['code'] === 'number' ? content['code'] : 0,
        message: typeof content['message'] === 'string' ? content['message'] : excerpt(line),
      };
    default:
      throw new BrokenStream(`an event of an unknown type: ${excerpt(line)}`);
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(line)) ?? {};
  } catch {
    throw new BrokenStream(`a line that is not JSON: ${excerpt(line)}`);
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(value) ? value : undefined;
}

function asKubeObject(content: Readonly<Record<string, unknown>>, line: string): KubeObject {
  if (asObject(content['metadata']) === undefined) {
    throw new BrokenStream(`an event about an object without metadata: ${excerpt(line)}`);
  }
  return content as KubeObject;
}

/**
 * The beginning of a line, for a message. It is short because the object could be a Secret: its content must not show.
 */
function excerpt(line: string): string {
  return JSON.stringify(line.slice(0, 40));
}
