import { setTimeout as sleep } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

/** What ends by itself, with nobody to close it: reads of files, closing, and the like. */
const PASSING = new Set(['CloseReq', 'FSReqCallback', 'FSReqPromise', 'Immediate', 'TickObject', 'FileHandleCloseReq']);
/** Sockets and processes need some turns of the event loop to close; a busy machine takes long for each. */
const GRACE_MS = 20_000;

/** Fails a test file that leaves something open which keeps its process alive: servers, sockets, processes, timers. */
export default class ClosingEnvironment extends TestEnvironment {
  #before = new Map();

  async setup() {
    await super.setup();
    this.#before = openResources();
  }

  async teardown() {
    const left = await leftOpen(this.#before);
    await super.teardown();
    if (left.length > 0) throw new Error(`the tests of this file leave open: ${left.join(', ')}`);
  }
}

async function leftOpen(before) {
  for (const end = performance.now() + GRACE_MS; ; await sleep(10)) {
    const now = openResources();
    const left = [...now].flatMap(([kind, count]) => Array(Math.max(0, count - (before.get(kind) ?? 0))).fill(kind));
    if (left.length === 0 || performance.now() > end) return left;
  }
}

function openResources() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo()) {
    if (!PASSING.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
