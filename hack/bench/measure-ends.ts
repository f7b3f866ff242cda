import { contenders, start } from './contenders.ts';
import { median, quantile } from './statistics.ts';
import type { Child, BenchNamespace } from './bench-namespace.ts';

export type Outcome = 'success' | 'failure';

export type EndTime = {
  readonly name: string;
  readonly outcome: Outcome;
  readonly n: number;
  /** From the moment when the write of the child's end was sent. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the moment when the API server had answered that write; below zero where the waiter was faster. */
  readonly p50AfterAnswerMs: number;
};

type Sample = { readonly name: string; readonly ms: number; readonly afterAnswerMs: number };

const AT_ONCE = 5;
const SETTLE_MS = 3_000;

/** From a child's end to the end of each of its waiters, all of them waiting for the same children. */
export async function measureEnds(
  bench: BenchNamespace,
  server: URL,
  options: { readonly samples: number; readonly outcome: Outcome },
): Promise<readonly EndTime[]> {
  const { samples, outcome } = options;
  const all: Sample[] = [];
  while (all.length < samples * contenders.length) {
    const children: Child[] = [];
    for (let count = 0; count < AT_ONCE; count += 1) children.push(await bench.child());
    const waiters = children.map((child) => race(child, bench, server));
    await sleep(SETTLE_MS);
    // Up to a second before each, so that the children end at all points of the five seconds that the loop sleeps.
    for (const waiter of waiters) {
      const pauseMs = Math.random() * 1000;
      await sleep(pauseMs);
      waiter.end(outcome);
      await sleep(1000 - pauseMs);
    }
    all.push(...(await Promise.all(waiters.map(({ samples: promise }) => promise))).flat());
  }
  return contenders.map(({ name }) => {
    const own = all.filter((sample) => sample.name === name);
    const ms = own.map((sample) => sample.ms);
    const p50AfterAnswerMs = median(own.map(({ afterAnswerMs }) => afterAnswerMs));
    return { name, outcome, n: own.length, p50Ms: median(ms), p99Ms: quantile(ms, 0.99), p50AfterAnswerMs };
  });
}

/** Starts all contenders on one child. */
function race(child: Child, bench: BenchNamespace, server: URL) {
  const waiters = contenders.map((contender) => ({
    contender,
    started: start(contender.command(child), { server, child, bench }),
  }));
  const ended = Promise.withResolvers<{ sentAt: number; answeredAt: number; outcome: Outcome }>();
  const samples = waiters.map(async ({ contender: { name, exitCodes }, started }): Promise<Sample> => {
    const { at, code, stderr } = await started.exited;
    const { sentAt, answeredAt, outcome } = await ended.promise;
    if (code !== exitCodes[outcome] || at < sentAt) {
      throw new Error(
        `${name} ended with ${String(code)} ${(at - sentAt).toFixed(0)} ms after a ${outcome}: ${stderr}`,
      );
    }
    return { name, ms: at - sentAt, afterAnswerMs: at - answeredAt };
  });
  return {
    end: (outcome: Outcome) =>
      void bench.end(child, outcome).then((times) => ended.resolve({ ...times, outcome }), ended.reject),
    samples: Promise.all(samples),
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
