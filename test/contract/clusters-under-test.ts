import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { connect } from '../../src/kube/auth/connect.ts';
import type { Cluster } from '../../src/ports.ts';
import { FakeApiServer } from '../support/fake-api-server/fake-api-server.ts';

/** One server that keeps the contract: as its administrator, and as somebody who may do nothing. */
export type ClusterUnderTest = {
  readonly admin: Cluster;
  readonly nobody: Cluster;
  /** How long its controllers may take for what they do in the background. */
  readonly patienceMs: number;
  close(): Promise<void>;
};

const nobody = 'contract-test-nobody';

/** The fake always; a real API server too where SUBPIPE_CONTRACT_KUBECONFIG names a kubeconfig. */
export function clustersUnderTest(): readonly (readonly [string, () => Promise<ClusterUnderTest>])[] {
  const real = process.env['SUBPIPE_CONTRACT_KUBECONFIG'];
  return real === undefined || real === ''
    ? [['the fake API server', openFake]]
    : [
        ['the fake API server', openFake],
        ['a real API server', () => openReal(real)],
      ];
}

async function openFake(): Promise<ClusterUnderTest> {
  const server = new FakeApiServer();
  server.policy = (_attributes, user) => user !== nobody;
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  await server.start();
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await server.kubeconfig(kubeconfig);
  const clusters = await connectBoth(kubeconfig, folder);
  return {
    ...clusters,
    patienceMs: 2_000,
    async close() {
      await Promise.all([clusters.admin.close(), clusters.nobody.close()]);
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function openReal(kubeconfig: string): Promise<ClusterUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  const clusters = await connectBoth(kubeconfig, folder);
  return {
    ...clusters,
    patienceMs: 60_000,
    async close() {
      await Promise.all([clusters.admin.close(), clusters.nobody.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

// Impersonation gives a user without rights on any cluster, with no account to make there.
async function connectBoth(kubeconfig: string, folder: string): Promise<{ admin: Cluster; nobody: Cluster }> {
  const config = parse(await readFile(kubeconfig, 'utf8')) as { users: { user: Record<string, unknown> }[] };
  const users = config.users.map((entry) => ({ ...entry, user: { ...entry.user, as: nobody } }));
  const impersonating = join(folder, 'nobody');
  await writeFile(impersonating, JSON.stringify({ ...config, users }), { mode: 0o600 });
  const options = { env: {}, notify: () => undefined };
  return {
    admin: await connect({ ...options, kubeconfig }),
    nobody: await connect({ ...options, kubeconfig: impersonating }),
  };
}
