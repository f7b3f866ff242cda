import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABEL_PIPELINE, LABEL_RUN_ID, LABEL_SUB_RUN_ID } from '../../src/core/launch/labels.ts';
import { LABEL_TEKTON_PIPELINE } from '../../src/core/tekton/labels.ts';
import { SERVICE_ACCOUNT_FOLDER } from '../../src/kube/auth/in-cluster.ts';
import type { Api } from './api.ts';

/** One child PipelineRun, the only one with its run id, which only the benchmark ends. */
export type Child = { readonly runId: string; readonly namespace: string; readonly name: string };

export const CHILD_PIPELINE = 'e2e-tests';

const ACCOUNT = 'waiter';

/** A namespace with a ServiceAccount that may read runs, mounted here as a pod has it, and the runs to wait for. */
export class BenchNamespace {
  readonly namespace = `subpipe-bench-${randomBytes(3).toString('hex')}`;
  /** The home folder of the waiting program, where kubectl writes its cache. */
  readonly home = mkdtempSync(join(tmpdir(), 'subpipe-bench-'));
  readonly #api: Api;
  #children = 0;
  #closing: Promise<void> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The CA of the API server and that of our proxies. */
  async open(proxyCa: string): Promise<void> {
    const { namespace } = this;
    const metadata = { name: namespace, labels: { [LABEL_RUN_ID]: namespace } };
    await this.#api.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
    const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    await this.#api.call('POST', accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT } });
    await this.#grant(metadata);
    const token = (await this.#api.call('POST', `${accounts}/${ACCOUNT}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 7_200 },
    })) as { readonly status: { readonly token: string } };
    const files = { token: token.status.token, namespace, 'ca.crt': `${this.#api.ca}\n${proxyCa}` };
    mkdirSync(SERVICE_ACCOUNT_FOLDER, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(SERVICE_ACCOUNT_FOLDER, name), text, { mode: 0o600 });
    }
  }

  /** The rights that each task of a tree has. */
  async #grant(metadata: object): Promise<void> {
    const { namespace } = this;
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    await this.#api.call('POST', `${rbac}/clusterroles`, {
      metadata,
      rules: [{ apiGroups: ['tekton.dev'], resources: ['pipelineruns', 'taskruns'], verbs: ['get', 'list', 'watch'] }],
    });
    await this.#api.call('POST', `${rbac}/clusterrolebindings`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: namespace },
      subjects: [{ kind: 'ServiceAccount', name: ACCOUNT, namespace }],
    });
  }

  /** Creates a child that runs. */
  async child(): Promise<Child> {
    this.#children += 1;
    const name = `child-${this.#children}`;
    const runId = `${this.namespace}-${this.#children}`;
    const labels = {
      [LABEL_RUN_ID]: runId,
      [LABEL_SUB_RUN_ID]: runId,
      [LABEL_PIPELINE]: CHILD_PIPELINE,
      [LABEL_TEKTON_PIPELINE]: CHILD_PIPELINE,
    };
    const child = { runId, namespace: this.namespace, name };
    await this.#api.call('POST', this.#path(), {
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: { name, labels },
      spec: { pipelineRef: { name: CHILD_PIPELINE } },
    });
    await this.#setStatus(child, condition('Unknown', 'Running'));
    return child;
  }

  /** Ends the child; gives the moment before the request was sent and the one after it was answered. */
  async end(child: Child, outcome: 'success' | 'failure'): Promise<{ sentAt: number; answeredAt: number }> {
    const ended = outcome === 'success' ? condition('True', 'Succeeded') : condition('False', 'Failed');
    const sentAt = performance.now();
    await this.#setStatus(child, { ...ended, completionTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z') });
    return { sentAt, answeredAt: performance.now() };
  }

  /** Deletes everything again, once. */
  close(): Promise<void> {
    this.#closing ??= this.#takeAway();
    return this.#closing;
  }

  async #takeAway(): Promise<void> {
    rmSync(this.home, { recursive: true });
    for (const resource of ['clusterrolebindings', 'clusterroles']) {
      await this.#api.call('DELETE', `/apis/rbac.authorization.k8s.io/v1/${resource}/${this.namespace}`);
    }
    await this.#api.call('DELETE', `/api/v1/namespaces/${this.namespace}`);
  }

  async #setStatus(child: Child, status: object): Promise<void> {
    await this.#api.call('PATCH', `${this.#path()}/${child.name}/status`, { status });
  }

  #path(): string {
    return `/apis/tekton.dev/v1/namespaces/${this.namespace}/pipelineruns`;
  }
}

function condition(status: string, reason: string): object {
  const message = `Tasks Completed: ${status === 'Unknown' ? 0 : 1}, Skipped: 0`;
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  return {
    startTime: lastTransitionTime,
    conditions: [{ type: 'Succeeded', status, reason, message, lastTransitionTime }],
  };
}
