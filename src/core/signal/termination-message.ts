import { isObject } from '../json.ts';

/** A Task result that a finished step has written. */
export type StepResult = { readonly name: string; readonly value: string };

/**
 * The Task results in the message of a finished step in a TaskRun's status: JSON `[{"key","value","type"}]` where type
 * 1 is a Task result (pkg/result/result.go of Tekton; older versions write the type as text). Anything else is ignored.
 * Where Tekton compresses messages, it does so in the pod only, not in the status
 * (`enable-termination-message-compression`, measured on v1.15).
 */
export function parseTerminationMessage(message: string | undefined): readonly StepResult[] {
  const parsed = parseJson(message);
  if (!Array.isArray(parsed)) return [];
  return (parsed as unknown[]).flatMap((item) => {
    if (!isObject(item)) return [];
    const { key, value, type } = item;
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
