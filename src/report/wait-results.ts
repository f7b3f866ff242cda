import path from 'node:path';
import type { SelectedRun } from '../core/wait/judge.ts';
import { OUTCOMES } from '../core/outcome.ts';
import type { ParamValue } from '../core/tekton/types.ts';
import { writeFiles } from './write-files.ts';

/**
 * All results of a step, those of earlier steps repeated, share the 4096 bytes of its termination message, and all
 * steps of a pod about 12 kB (https://tekton.dev/docs/pipelines/tasks/#larger-results-using-sidecar-logs). There they
 * are JSON within JSON: these limits count bytes with the escapes.
 */
const MAX_RESULTS_BYTES = 2048;
const MAX_MESSAGE_BYTES = 600;

type Results = Readonly<Record<string, ParamValue>>;

export type WaitResults = {
  /** Title of the outcome (outcome.ts), of the error that ended the wait, or `Outside`. */
  readonly status: string;
  readonly message: string;
  readonly decisive?: SelectedRun;
  readonly selected: readonly SelectedRun[];
};

/**
 * Writes the results of a Tekton step or Task, one file each: `status`, `pipelinerun`, `namespace`, `message`, and
 * `results`, the results of the run as a JSON object. Gives the results that are too large for that, with their size.
 *
 * The JSON has a space before it: Tekton's entrypoint takes a step result that begins with `{` and holds nothing but
 * strings for a result of type object, and gives a later step an empty text for it (v1.15, measured).
 */
export async function writeWaitResults(folder: string, outcome: WaitResults): Promise<readonly string[]> {
  const { text, leftOut } = fittingResults(outcome.decisive?.results ?? {});
  const note = leftOut.length === 0 ? '' : ` (left out of the results for their size: ${leftOut.join(', ')})`;
  const message = cut(outcome.message, MAX_MESSAGE_BYTES - escapedBytes(note)) + note;
  await writeFiles(folder, { ...facts(outcome), message, results: ` ${text}` });
  return leftOut;
}

/**
 * Writes the same without a limit of size: `status`, `pipelinerun`, `namespace`, `message`, each result of the run as
 * `results/NAME` (arrays and objects as JSON), and `runs.json` with all runs that were waited for.
 */
export async function writeWaitOutput(folder: string, outcome: WaitResults): Promise<void> {
  const results = Object.entries(outcome.decisive?.results ?? {}).filter(([name]) => isResultName(name));
  const runs = outcome.selected.map(({ title, state, results: returned = {} }) => ({
    run: title,
    status: state.kind === 'ended' ? OUTCOMES[state.outcome].title : state.reason,
    message: state.message,
    results: returned,
  }));
  await writeFiles(folder, {
    ...facts(outcome),
    message: outcome.message,
    'runs.json': `${JSON.stringify(runs, null, 2)}\n`,
  });
  const texts = results.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
  await writeFiles(path.join(folder, 'results'), Object.fromEntries(texts) as Record<string, string>);
}

/** JSON of as many results as fit, the largest left out first. */
export function fittingResults(results: Results): { readonly text: string; readonly leftOut: readonly string[] } {
  const bySize = Object.entries(results).toSorted(([, a], [, b]) => sizeOf(a) - sizeOf(b));
  for (let count = bySize.length; count > 0; count -= 1) {
    const kept = new Set(bySize.slice(0, count).map(([name]) => name));
    const text = JSON.stringify(Object.fromEntries(Object.entries(results).filter(([name]) => kept.has(name))));
    const leftOut = bySize.slice(count).map(([name, value]) => `${name} (${sizeOf(value)} bytes)`);
    if (escapedBytes(text) <= MAX_RESULTS_BYTES) return { text, leftOut };
  }
  return { text: '{}', leftOut: bySize.map(([name, value]) => `${name} (${sizeOf(value)} bytes)`) };
}

function facts({ status, decisive }: WaitResults) {
  const [namespace = '', run] = decisive?.title.split('/') ?? [];
  return run === undefined ? { status, pipelinerun: '', namespace: '' } : { status, pipelinerun: run, namespace };
}

/** True for a name that Tekton allows (pkg/apis/pipeline/v1/result_validation.go); other results get no file. */
function isResultName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}

function sizeOf(value: ParamValue): number {
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** The longest beginning of `text` that has at most `bytes` bytes; no character is cut. */
function cut(text: string, bytes: number): string {
  if (escapedBytes(text) <= bytes) return text;
  let end = '';
  let used = Buffer.byteLength('...');
  for (const character of text) {
    used += escapedBytes(character);
    if (used > bytes) break;
    end += character;
  }
  return `${end}...`;
}
