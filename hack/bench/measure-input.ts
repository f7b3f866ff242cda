import { heavyCases } from '../../test/corpus/cases/heavy.ts';
import { runProcess, type Usage } from '../../test/corpus/run-case.ts';
import { median } from './statistics.ts';

/** What it takes to read, or to refuse, one of the inputs of test/corpus/cases/heavy.ts. */
export type InputCost = {
  readonly title: string;
  readonly n: number;
  readonly p50CpuMs: number;
  readonly p50MaxRssMb: number;
};

/** Far beyond what any of them takes: it ends a process that hangs. */
const KILL_MS = 240_000;

/** Each input `samples` times, one process after the other; the costliest first. */
export async function measureInput({ samples }: { readonly samples: number }): Promise<readonly InputCost[]> {
  const costs: InputCost[] = [];
  for (const each of heavyCases) {
    const usages: Usage[] = [];
    while (usages.length < samples) {
      usages.push((await runProcess(each, { killMs: KILL_MS, countSteps: false })).usage);
    }
    costs.push({
      title: each.title,
      n: usages.length,
      p50CpuMs: median(usages.map(({ cpuMs }) => cpuMs)),
      p50MaxRssMb: median(usages.map(({ maxRssMb }) => maxRssMb)),
    });
  }
  return costs.sort((one, other) => other.p50CpuMs - one.p50CpuMs);
}
