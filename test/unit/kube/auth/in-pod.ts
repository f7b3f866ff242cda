import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../../../src/kube/auth/connect.ts';
import type { Timings } from '../../../../src/kube/api/timings.ts';
import type { NoticeCode } from '../../../../src/core/log-codes.ts';
import type { Cluster } from '../../../../src/ports.ts';
import { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';

/** A fake API server and a client that believes to be in a pod of that cluster. */
export type InPod = {
  readonly server: FakeApiServer;
  readonly cluster: Cluster;
  readonly notices: { readonly code: NoticeCode; readonly message: string }[];
  readonly abort: AbortSignal;
  /** Replaces the token, on the server and in the mounted file, as the kubelet does. */
  readonly rotateToken: (token: string) => Promise<void>;
  close(): Promise<void>;
};

// Waits that end a test are short; those that must not end one by accident on a busy machine are long.
const quick: Partial<Timings> = {
  connectTimeoutMs: 5_000,
  responseTimeoutMs: 5_000,
  retryBaseMs: 5,
  retryCapMs: 20,
  retryBoundMs: 5_000,
  watchIdleMs: 10_000,
  relistMs: 60_000,
  pollMs: 10,
  rewatchMs: 10_000,
  refusalGraceMs: 30,
};

export async function openInPod(timings: Partial<Timings> = {}): Promise<InPod> {
  const server = new FakeApiServer();
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ci' } });
  await server.start();
  const folder = await mkdtemp(join(tmpdir(), 'in-pod-'));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, `${server.token}\n`);
  await writeFile(join(folder, 'ca.crt'), server.ca);
  await writeFile(join(folder, 'namespace'), 'ci');
  const notices: InPod['notices'] = [];
  const ending = new AbortController();
  const cluster = await connect({
    env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) },
    SERVICE_ACCOUNT_FOLDER: folder,
    notify: (code, message) => notices.push({ code, message }),
    timings: { ...quick, ...timings },
  });
  return {
    server,
    cluster,
    notices,
    abort: ending.signal,
    async rotateToken(token) {
      server.token = token;
      await writeFile(tokenFile, token);
    },
    async close() {
      ending.abort();
      await cluster.close();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A ConfigMap in the namespace `ci` whose data is `v`. */
export function settings(name: string, v = '1', labels: Readonly<Record<string, string>> = { run: 'r' }) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ci', labels }, data: { v } };
}

export function refTo(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ci', name };
}
