// hack/bench.sh [--samples N] [--seconds N] [--only start|waiting|ends|size|input] [-o json]: measures, prints one table for
// each question. Nothing is asserted: machines differ, so only the ratios within one run mean something.
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { selfSigned } from '../../test/support/fake-api-server/certificate.ts';
import { openApi } from './api.ts';
import { stopAll } from './contenders.ts';
import { openCountingProxy } from './counting-proxy.ts';
import { measureEnds } from './measure-ends.ts';
import { measureInput } from './measure-input.ts';
import { measureSize } from './measure-size.ts';
import { measureStart } from './measure-start.ts';
import { measureWaiting } from './measure-waiting.ts';
import { type Report, renderReport } from './report.ts';
import { BenchNamespace } from './bench-namespace.ts';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '60' },
    only: { type: 'string', multiple: true, default: ['start', 'waiting', 'ends', 'size', 'input'] },
    output: { type: 'string', short: 'o', default: 'markdown' },
  },
});

const say = (text: string) => process.stderr.write(`bench: ${text}\n`);
const wants = (part: string) => values.only.includes(part);

async function measure(bench: BenchNamespace, api: Awaited<ReturnType<typeof openApi>>): Promise<Report> {
  const [samples, seconds] = [Number(values.samples), Number(values.seconds)];
  const certificate = await selfSigned();
  await bench.open(certificate.cert);
  const openProxy = () => openCountingProxy(api, certificate);
  const before = loadavg()[0] ?? NaN;
  const size = wants('size') ? await measureSize(bench, api.server) : { loadedBytes: 0, scriptBytes: 0, imageBytes: 0 };
  say(`${samples} starts of each program`);
  const proxy = await openProxy();
  const start = wants('start') ? await measureStart(proxy, bench, { samples }) : [];
  await proxy.close();
  say(`${seconds} s of waiting`);
  const waiting = wants('waiting') ? await measureWaiting(bench, openProxy, { seconds }) : [];
  const ends = [];
  for (const outcome of wants('ends') ? (['success', 'failure'] as const) : []) {
    say(`${samples} children that end with ${outcome}`);
    ends.push(...(await measureEnds(bench, api.server, { samples, outcome })));
  }
  say('inputs that are heavy');
  const input = wants('input') ? await measureInput({ samples: Math.min(samples, 5) }) : [];
  const machine = { cpus: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.versions.node };
  return { machine, load: { before, after: loadavg()[0] ?? NaN }, start, waiting, ends, size, input };
}

const api = await openApi(process.env['SUBPIPE_BENCH_KUBECONFIG'] ?? '');
const bench = new BenchNamespace(api);
// A signal deletes all that was made, here and on the cluster; the second signal ends the program at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopAll();
    void bench.close().finally(() => process.kill(process.pid, signal));
  });
}
try {
  const report = await measure(bench, api);
  process.stdout.write(`${values.output === 'json' ? JSON.stringify(report, undefined, 2) : renderReport(report)}\n`);
} finally {
  await bench.close();
  api.close();
}
