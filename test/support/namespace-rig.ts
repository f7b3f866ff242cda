import { afterEach, beforeEach } from '@jest/globals';
import type { Cluster } from '../../src/ports.ts';
import type { FakeApiServer } from './fake-api-server/fake-api-server.ts';
import { openRunRig } from './run-rig.ts';

/** An empty namespace `ci` of a fake API server in which nothing runs, and a connection to it. */
export type NamespaceRig = {
  readonly server: FakeApiServer;
  readonly cluster: Cluster;
  /** Never fires. */
  readonly abort: AbortSignal;
};

/** For the top of a test file: gives a way to the namespace of this test, which is closed after it. */
export function namespaceRigs(): () => NamespaceRig {
  let current: (NamespaceRig & { readonly close: () => Promise<void> }) | undefined;
  beforeEach(async () => {
    const rig = await openRunRig({ scripts: {} });
    rig.server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ci' } });
    const { signal: abort } = new AbortController();
    current = { server: rig.server, cluster: await rig.connect(), abort, close: () => rig.close() };
  });
  afterEach(async () => {
    await current?.close();
    current = undefined;
  });
  return () => {
    if (current === undefined) throw new Error('there is a namespace within a test only');
    return current;
  };
}
