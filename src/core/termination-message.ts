import { base64nopad } from '@scure/base';
import { inflateSync, strFromU8 } from 'fflate';

/** A Task result that a finished step has written. */
export type StepResult = { readonly name: string; readonly value: string };

/** With `enable-termination-message-compression`: base64 without padding of raw deflate (pkg/termination/write.go, v1.15). */
const COMPRESSED_PREFIX = 'tknz:';
/** Tekton's own limit for what a message unpacks to. */
const MAX_UNPACKED_BYTES = 128 * 1024;

/**
 * The Task results in a step's termination message: JSON `[{"key","value","type"}]` where type 1 is a Task result
 * (pkg/result/result.go of Tekton; older versions write the type as text). Anything else is not ours to judge.
 */
export function parseTerminationMessage(message: string | undefined): readonly StepResult[] {
  const parsed = parseJson(message === undefined ? undefined : unpacked(message));
  if (!Array.isArray(parsed)) return [];
  return (parsed as unknown[]).flatMap((item) => {
    if (typeof item !== 'object' || item === null) return [];
    const { key, value, type } = item as { key?: unknown; value?: unknown; type?: unknown };
    if (typeof key !== 'string' || typeof value !== 'string' || (type !== 1 && type !== 'TaskRunResult')) return [];
    return [{ name: key, value }];
  });
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined || !text.startsWith('[')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unpacked(message: string): string | undefined {
  if (!message.startsWith(COMPRESSED_PREFIX)) return message;
  try {
    const packed = base64nopad.decode(message.slice(COMPRESSED_PREFIX.length));
    // With a buffer of its own fflate stops at the end of it: one byte more than allowed tells the two apart.
    const bytes = inflateSync(packed, { out: new Uint8Array(MAX_UNPACKED_BYTES + 1) });
    return bytes.length > MAX_UNPACKED_BYTES ? undefined : strFromU8(bytes);
  } catch {
    return undefined;
  }
}
