import { contenders, start } from './contenders.ts';
import type { CountingProxy } from './counting-proxy.ts';
import { usageOf } from './process-usage.ts';
import type { Child, BenchNamespace } from './bench-namespace.ts';

export type WaitingCost = {
  readonly name: string;
  readonly peakMb: number;
  /** At the end of the time. */
  readonly settledMb: number;
  readonly startCpuMs: number;
  readonly cpuMsPerMinute: number;
  readonly startRequests: number;
  readonly requestsPerMinute: number;
};

const SETTLE_MS = 5_000;
const SAMPLE_MS = 20;
const bareNode = { name: 'bare node', command: () => [process.execPath, '-e', 'setInterval(() => {}, 1e9)'] };
// kubectl wait must still be waiting at the end; else it is as in the race.
const patient = (command: readonly string[]) => command.map((word) => word.replace(/^--timeout=.*/, '--timeout=1h'));

/** What each of them costs while it waits, all at the same time; the first five seconds are their start. */
export async function measureWaiting(
  bench: BenchNamespace,
  openProxy: () => Promise<CountingProxy>,
  options: { readonly seconds: number },
): Promise<readonly WaitingCost[]> {
  const child = await bench.child();
  return Promise.all(
    [bareNode, ...contenders].map(async ({ name, command }) => {
      const proxy = await openProxy();
      const cost = await costOf(patient(command(child)), proxy, { bench, child, seconds: options.seconds });
      await proxy.close();
      return { name, ...cost };
    }),
  );
}

async function costOf(
  command: readonly string[],
  proxy: CountingProxy,
  { bench, child, seconds }: { readonly bench: BenchNamespace; readonly child: Child; readonly seconds: number },
): Promise<Omit<WaitingCost, 'name'>> {
  const waiter = start(command, { server: proxy.server, child, bench });
  const pid = waiter.process.pid ?? 0;
  let peakMb = 0;
  const sampler = setInterval(() => (peakMb = Math.max(peakMb, usageOf(pid).rssMb)), SAMPLE_MS);
  await sleep(SETTLE_MS);
  const [startUsage, startRequests] = [usageOf(pid), proxy.requests.length];
  await sleep(seconds * 1000);
  const [endUsage, endRequests] = [usageOf(pid), proxy.requests.length];
  clearInterval(sampler);
  if (waiter.process.exitCode !== null) {
    throw new Error(`${command.join(' ')} ended early: ${(await waiter.exited).stderr}`);
  }
  waiter.process.kill('SIGKILL');
  await waiter.exited;
  return {
    peakMb: Math.max(peakMb, endUsage.peakMb),
    settledMb: endUsage.rssMb,
    startCpuMs: startUsage.cpuMs,
    cpuMsPerMinute: ((endUsage.cpuMs - startUsage.cpuMs) * 60) / seconds,
    startRequests,
    requestsPerMinute: ((endRequests - startRequests) * 60) / seconds,
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
