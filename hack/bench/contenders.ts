import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CHILD_PIPELINE, type Child, type BenchNamespace } from './bench-namespace.ts';

/** A program that waits for a child. */
export type Contender = {
  readonly name: string;
  readonly command: (child: Child) => readonly string[];
  /** Its exit codes: for a child that succeeds, then for one that fails. */
  readonly exitCodes: { readonly success: number; readonly failure: number };
};

const PROGRAM = 'dist/image/wait-for-pipeline/app/wait-for-pipeline/index.js';
const KUBECTL_TIMEOUT = '15s';

/** Node and its flags as the first line of the image's program has them. */
export function launcher(): readonly string[] {
  const [firstLine = ''] = readFileSync(PROGRAM, 'utf8').split('\n');
  return [process.execPath, ...firstLine.split(' ').slice(1)];
}

export const waitForPipeline: Contender = {
  name: 'wait-for-pipeline',
  command: () => [...launcher(), PROGRAM, `--pipeline=${CHILD_PIPELINE}`],
  exitCodes: { success: 0, failure: 1 },
};

// No condition is true both for success and for failure: with this one, a failed child is waited for until the timeout.
const kubectlWait: Contender = {
  name: `kubectl wait --timeout=${KUBECTL_TIMEOUT}`,
  command: ({ namespace, name }) => [
    kubectl(),
    ...['wait', `pipelinerun/${name}`, `--namespace=${namespace}`],
    ...['--for=condition=Succeeded', `--timeout=${KUBECTL_TIMEOUT}`],
  ],
  exitCodes: { success: 0, failure: 1 },
};

// The loop of exported tasks. It does not check how the child ended.
const oldLoop: Contender = {
  name: 'loop of kubectl get, 5 s',
  command: () => [
    'bash',
    '-c',
    `while true; do
       DONE=$(${kubectl()} get pipelinerun --selector tekton.dev/pipeline=${CHILD_PIPELINE},localsubpipelineid=$PIPELINE_SUB_ID --all-namespaces -o=custom-columns=NAME:.status.completionTime --no-headers)
       if [ "$DONE" ] && [ "$DONE" != "<none>" ]; then break; fi
       sleep 5
     done`,
  ],
  exitCodes: { success: 0, failure: 0 },
};

export const contenders: readonly Contender[] = [waitForPipeline, kubectlWait, oldLoop];

function kubectl(): string {
  return process.env['KUBECTL'] ?? 'kubectl';
}

export type Started = {
  readonly process: ChildProcess;
  readonly startedAt: number;
  readonly exited: Promise<{ readonly at: number; readonly code: number | null; readonly stderr: string }>;
};

const running = new Set<ChildProcess>();

/** Ends all that were started and have not ended. */
export function stopAll(): void {
  running.forEach((each) => each.kill('SIGKILL'));
}

/** Starts a contender as in a step of a pod; its API server is `server`. */
export function start(
  command: readonly string[],
  at: { server: URL; child: Child; bench: BenchNamespace; env?: object },
): Started {
  const [file = '', ...args] = command;
  const env = {
    PATH: process.env['PATH'],
    HOME: at.bench.home,
    NODE_ENV: 'production',
    KUBERNETES_SERVICE_HOST: at.server.hostname,
    KUBERNETES_SERVICE_PORT: at.server.port === '' ? '443' : at.server.port,
    BREAK_GLASS: 'true',
    PIPELINE_SUB_ID: at.child.runId,
    // Each step begins with an empty disk: with a shared cache, kubectl would need no discovery.
    KUBECACHEDIR: `${at.bench.home}/${at.child.name}`,
    ...at.env,
  };
  const startedAt = performance.now();
  const process_ = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  process_.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<Started['exited']>>();
  process_.on('error', reject);
  running.add(process_);
  process_.on('exit', () => running.delete(process_));
  process_.on('exit', (code) => resolve({ at: performance.now(), code, stderr }));
  return { process: process_, startedAt, exited: promise };
}
