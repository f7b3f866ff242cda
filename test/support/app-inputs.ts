import type { Entry } from '../../src/core/entry.ts';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import type { Payload } from '../../src/core/payload/payload.ts';
import { type LogLine, toLog } from '../../src/core/log.ts';
import type { Catalog, Reporter } from '../../src/ports.ts';
import type { FakeApiServer } from './fake-api-server/fake-api-server.ts';

/** A catalog of payloads that are there already; `asked` has the names that were looked up, in order. */
export function catalogOf(
  payloads: Readonly<Record<string, Payload>>,
): Catalog & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    find(name) {
      asked.push(name);
      const payload = payloads[name];
      return Promise.resolve(payload === undefined ? { ok: false, problems: [`no ${name}`] } : { ok: true, payload });
    },
  };
}

/** An entry document that maps each name to the file of that name; the first one is main. */
export function entryOf(names: readonly string[], more: Partial<Entry> = {}): Entry {
  const mappings = names.map((name) => ({ pipeline: name, file: `${name}.json` }));
  return { pipeline: names[0] ?? '', overrides: [], mappings, ...more };
}

/** A reporter that keeps `level code message` of what it is given, and the facts beside. */
export function aReporter(): Reporter & {
  readonly lines: readonly string[];
  readonly facts: readonly LogLine['facts'][];
} {
  const lines: string[] = [];
  const facts: LogLine['facts'][] = [];
  const log = toLog((line) => {
    lines.push(`${line.level} ${line.code} ${line.message}`);
    facts.push(line.facts);
  });
  return { lines, facts, ...log, draw: () => undefined };
}

/** Puts the run of a launch into a server, in a namespace that carries its labels as one that we made does. */
export function putRun(server: FakeApiServer, run: PipelineRun): void {
  const { namespace: name = '', labels = {} } = run.metadata;
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  server.put({ ...run });
}
