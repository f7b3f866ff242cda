import type { EndTime } from './measure-ends.ts';
import type { InputCost } from './measure-input.ts';
import type { Size } from './measure-size.ts';
import type { StartTime } from './measure-start.ts';
import type { WaitingCost } from './measure-waiting.ts';

/** All that one run of the benchmark has measured. */
export type Report = {
  readonly machine: { readonly cpus: number; readonly memoryGb: number; readonly node: string };
  /** Averages over one minute: what else the machine did makes the numbers worse. */
  readonly load: { readonly before: number; readonly after: number };
  readonly start: readonly StartTime[];
  readonly waiting: readonly WaitingCost[];
  readonly ends: readonly EndTime[];
  readonly size: Size;
  readonly input: readonly InputCost[];
};

/** As Markdown, which can be read and be pasted into docs/benchmarks.md. */
export function renderReport({ machine, load, start, waiting, ends, size, input }: Report): string {
  const bare = start[0]?.p50Ms ?? NaN;
  const bareMb = waiting[0]?.settledMb ?? NaN;
  return [
    `${machine.cpus} CPUs, ${machine.memoryGb} GB, Node ${machine.node}; load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after`,
    heading("From the child's end to the waiter's end"),
    table(
      ['child', 'waiter', 'n', 'p50', 'p99', "p50 from the write's answer"],
      ends.map((end) => [end.outcome, end.name, end.n, ms(end.p50Ms), ms(end.p99Ms), ms(end.p50AfterAnswerMs)]),
    ),
    heading('From the start to the first request'),
    table(
      ['program', 'n', 'p50', 'p99', 'ratio'],
      start.map(({ name, n, p50Ms, p99Ms }) => [name, n, ms(p50Ms), ms(p99Ms), ratio(p50Ms, bare)]),
    ),
    heading('While waiting'),
    table(
      [
        'program',
        'memory',
        'ratio',
        'peak',
        'CPU of the start',
        'CPU a minute',
        'requests at the start',
        'requests a minute',
      ],
      waiting.map((cost) => [
        cost.name,
        mb(cost.settledMb),
        ratio(cost.settledMb, bareMb),
        mb(cost.peakMb),
        ms(cost.startCpuMs),
        ms(cost.cpuMsPerMinute),
        cost.startRequests,
        cost.requestsPerMinute.toFixed(1),
      ]),
    ),
    heading('Reading a heavy input'),
    table(
      ['input', 'n', 'CPU', 'peak'],
      input.map(({ title, n, p50CpuMs, p50MaxRssMb }) => [title, n, ms(p50CpuMs), mb(p50MaxRssMb)]),
    ),
    heading('What is loaded'),
    `${kb(size.loadedBytes)} of ${kb(size.scriptBytes)} of scripts; ${kb(size.imageBytes)} in the image in addition to Node.`,
  ].join('\n');
}

function heading(text: string): string {
  return `\n### ${text}\n`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [first = '', ...rest] = lines.map(
    (line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`,
  );
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n');
}

function ms(value: number): string {
  return `${value.toFixed(Math.abs(value) < 10 ? 1 : 0)} ms`;
}

function mb(value: number): string {
  return `${value.toFixed(0)} MB`;
}

function kb(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

function ratio(value: number, base: number): string {
  return value === base ? '' : `${(value / base).toFixed(1)}x`;
}
