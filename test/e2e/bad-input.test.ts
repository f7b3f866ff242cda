import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import {
  BOOTSTRAP_NAMESPACE,
  type Bootstrap,
  bootstrapEnd,
  bootstraps,
  type EndedBootstrap,
} from '../support/e2e/bootstrap.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import * as tree from '../support/e2e/tree.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(480_000);

describe('a bootstrap run under a ServiceAccount that may do nothing', () => {
  const trees = bootstraps();
  const account = `subpipe-e2e-nobody-${randomBytes(3).toString('hex')}`;
  let bootstrap: Bootstrap;
  let ended: EndedBootstrap;

  beforeAll(async () => {
    await kubectl(['create', 'serviceaccount', account, '-n', BOOTSTRAP_NAMESPACE]);
    bootstrap = await trees.start({ files: await fixturePayloads('greet'), serviceAccount: account });
    ended = await bootstrapEnd(bootstrap);
  });

  afterAll(async () => {
    await trees.removeAll();
    await kubectl(['delete', 'serviceaccount', account, '-n', BOOTSTRAP_NAMESPACE]);
  });

  test('fails with exit code 7', () => {
    expect(ended).toMatchObject({ reason: 'Failed', exitCode: 7 });
  });

  test('lists every permission that is missing, and what to do', () => {
    for (const missing of [
      'cannot create namespaces in the whole cluster',
      'cannot create pipelineruns.tekton.dev in the whole cluster',
      'cannot watch taskruns.tekton.dev in the whole cluster',
      'cannot bind clusterroles.rbac.authorization.k8s.io \\"subpipe-run-reader\\" in the whole cluster',
      'cannot create rolebindings.rbac.authorization.k8s.io in the whole cluster',
    ]) {
      expect(ended.log).toContain(missing);
    }
    expect(ended.log).toContain('kubectl apply -f tekton/');
  });

  test('creates nothing', async () => {
    expect(await tree.namespacesOf(bootstrap.runId)).toEqual([]);
    expect(await tree.grantsOf(bootstrap.runId)).toEqual([]);
  });
});
