import { readdirSync, readFileSync } from 'node:fs';

/** What a process and its children use, from /proc; zeros for one that is gone. */
export type Usage = {
  /** Resident memory now, of the process and of its living children. */
  readonly rssMb: number;
  /** The most that the process itself ever had. */
  readonly peakMb: number;
  /** User and system time of all its threads, and of its children that have ended. */
  readonly cpuMs: number;
};

const TICK_MS = 10; // USER_HZ is 100 on every Linux that Node runs on

export function usageOf(pid: number): Usage {
  const children = descendants(pid);
  const rssKb = [pid, ...children].map((each) => statusKb(each, 'VmRSS')).reduce((sum, kb) => sum + kb, 0);
  return {
    rssMb: rssKb / 1024,
    peakMb: statusKb(pid, 'VmHWM') / 1024,
    cpuMs: threadsCpuMs(pid) + endedChildrenMs(pid),
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function descendants(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function statusKb(pid: number, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/status`))?.[1] ?? '0');
}

// In nanoseconds, where /proc/PID/stat has steps of 10 ms: a waiter that does nothing uses less in a minute.
function threadsCpuMs(pid: number): number {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return 0;
  }
  const ns = threads.map((thread) => Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0] ?? '0'));
  return ns.reduce((sum, one) => sum + one, 0) / 1e6;
}

function endedChildrenMs(pid: number): number {
  // The name in parentheses may hold anything; after it come the state and 12 more fields before cutime and cstime.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13] ?? '0') + Number(fields[14] ?? '0')) * TICK_MS;
}
