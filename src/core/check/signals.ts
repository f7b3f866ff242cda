import type { Finding } from './finding.ts';
import type { PayloadView } from '../payload/view.ts';
import { isParamResult, nearMisses, signalName } from '../signal/signals.ts';

/** Declared results whose names are nearly those of signals, and overrides of signals that are not declared. */
export function checkSignals({ specs }: PayloadView): readonly Finding[] {
  return specs.flatMap(({ where, spec }) => {
    const names = new Set((spec.results ?? []).map(({ name }) => name));
    const signals = new Set([...names].flatMap((name) => signalName(name) ?? []));
    const orphans = [...names].filter(isParamResult).filter((name) => !signals.has(signalOfParam(name)));
    return [
      ...nearMisses(names),
      ...orphans.map(
        (name) => `result ${name} has no signal: localpipeline-run-${signalOfParam(name)} is not declared`,
      ),
    ].map((message): Finding => ({ severity: 'warning', where, message }));
  });
}

function signalOfParam(resultName: string): string {
  return signalName(resultName.replace(/-param-\d+$/, '')) ?? '';
}
