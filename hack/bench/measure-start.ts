import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { contenders, start } from './contenders.ts';
import type { CountingProxy } from './counting-proxy.ts';
import { median, quantile } from './statistics.ts';
import type { Child, BenchNamespace } from './bench-namespace.ts';

export type StartTime = { readonly name: string; readonly n: number; readonly p50Ms: number; readonly p99Ms: number };

/** From the start of the process to its first request; of a bare Node from its start to its end. */
export async function measureStart(
  proxy: CountingProxy,
  bench: BenchNamespace,
  options: { readonly samples: number },
): Promise<readonly StartTime[]> {
  const child = await bench.child();
  const times = new Map<string, number[]>();
  const add = (name: string, ms: number) => times.set(name, [...(times.get(name) ?? []), ms]);
  // In turns, so that a busy moment affects all of them.
  for (let sample = 0; sample < options.samples; sample += 1) {
    add('bare node, start to end', await bareNodeMs());
    for (const { name, command } of contenders) {
      add(name, await firstRequestMs(command(child), proxy, { bench, child }));
    }
  }
  return [...times].map(([name, ms]) => ({ name, n: ms.length, p50Ms: median(ms), p99Ms: quantile(ms, 0.99) }));
}

async function bareNodeMs(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}

async function firstRequestMs(
  command: readonly string[],
  proxy: CountingProxy,
  { bench, child }: { readonly bench: BenchNamespace; readonly child: Child },
): Promise<number> {
  const seen = proxy.requests.length;
  const { process: waiter, startedAt, exited } = start(command, { server: proxy.server, child, bench });
  while (proxy.requests.length === seen) {
    if (waiter.exitCode !== null) throw new Error(`${command.join(' ')} ended early: ${(await exited).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const ms = (proxy.requests[seen]?.at ?? NaN) - startedAt;
  waiter.kill('SIGKILL');
  await exited;
  // The kubectl of a loop runs a moment longer than the loop; its requests must not count for the next one.
  await new Promise((resolve) => setTimeout(resolve, 150));
  return ms;
}
