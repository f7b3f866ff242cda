import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { KubeObject, ObjectRef } from '../../src/core/k8s/object.ts';
import type { Cluster, Collection } from '../../src/ports.ts';
import { type ClusterUnderTest, clustersUnderTest } from './clusters-under-test.ts';

export type Item = KubeObject & {
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
};

export const label = 'subpipe.dev/contract-test';

/** What a part of the contract works with: a cluster with two namespaces that are there as long as its tests run. */
export class Given {
  readonly run = randomBytes(4).toString('hex');
  readonly namespace = `subpipe-contract-${this.run}-a`;
  readonly other = `subpipe-contract-${this.run}-b`;
  readonly #ending = new AbortController();
  readonly abort = this.#ending.signal;
  #under: ClusterUnderTest | undefined;

  get under(): ClusterUnderTest {
    if (this.#under === undefined) throw new Error('the cluster is there only while tests run');
    return this.#under;
  }

  get cluster(): Cluster {
    return this.under.admin;
  }

  async open(open: () => Promise<ClusterUnderTest>): Promise<void> {
    this.#under = await open();
    await Promise.all([this.namespace, this.other].map((name) => this.createNamespace(name)));
  }

  async close(): Promise<void> {
    await Promise.all([this.namespace, this.other].map((name) => this.deleteNamespace(name)));
    this.#ending.abort();
    await this.under.close();
  }

  async createNamespace(name: string): Promise<Item> {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [label]: this.run } } };
    return (await this.cluster.create<Item>(namespace, this.abort)).object;
  }

  async deleteNamespace(name: string): Promise<void> {
    const ref = { apiVersion: 'v1', kind: 'Namespace', name };
    const found = await this.cluster.get(ref, this.abort);
    await this.cluster.delete(ref, found?.metadata.uid ?? '', this.abort);
  }

  readonly settings = (name: string, more: Partial<Item['metadata']> = {}, data = {}): Item => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: this.namespace, ...more },
    data,
  });

  readonly labelled = (name: string, value: string, more: Partial<Item['metadata']> = {}): Item =>
    this.settings(name, { labels: { [label]: value }, ...more });

  /** Pending, so that where a Tekton controller runs it leaves the object alone. */
  readonly pendingRun = (name: string, more: Partial<Item['metadata']> = {}): Item => ({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name, namespace: this.namespace, ...more },
    spec: { status: 'PipelineRunPending', pipelineRef: { name: 'absent' } },
  });

  readonly collectionOf = (value: string, more: Partial<Collection> = {}): Collection => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    labelSelector: `${label}=${value}`,
    namespace: this.namespace,
    ...more,
  });
}

/** Defines a part of the contract for each cluster that this run has. */
export function describeContract(part: string, define: (given: Given) => void): void {
  describe.each(clustersUnderTest())(`the Cluster port on %s: ${part}`, (_name, open) => {
    const given = new Given();
    beforeAll(() => given.open(open));
    afterAll(() => given.close());
    define(given);
  });
}

export const refTo = (object: Item): ObjectRef => ({
  apiVersion: object.apiVersion,
  kind: object.kind,
  ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
  name: object.metadata.name ?? '',
});

export const names = (items: readonly KubeObject[]) => items.map(({ metadata }) => metadata.name).sort();
