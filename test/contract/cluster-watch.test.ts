import { describe, expect, test } from '@jest/globals';
import type { Collection } from '../../src/ports.ts';
import { eventually } from '../support/eventually.ts';
import { describeContract, type Item, label, names, refTo } from './describe-contract.ts';

describeContract('what is watched', (given) => {
  const { run, namespace, other, abort, settings, labelled, pendingRun, collectionOf } = given;

  describe('watching', () => {
    /** Records what `items` says at each ring of the doorbell, as name=version-of-data. */
    async function record(collection: Collection) {
      const stop = new AbortController();
      const seen: string[] = [];
      const show = (items: readonly Item[]) =>
        items.map((item) => `${item.metadata.name ?? ''}=${item.data?.['v'] ?? ''}`).join(' ');
      const live = await given.cluster.watch<Item>(collection, {
        onChange: () => seen.push(show(live.items())),
        abort: AbortSignal.any([abort, stop.signal]),
      });
      return { live, seen, stop: () => stop.abort() };
    }

    test('begins with what is there and rings for what comes, changes and goes, in order', async () => {
      const value = `watch-${run}`;
      await given.cluster.create(settings('one', { labels: { [label]: value } }, { v: '1' }), abort);
      const { live, seen, stop } = await record(collectionOf(value));
      expect(names(live.items())).toEqual(['one']);
      expect(seen).toEqual([]);

      const { object } = await given.cluster.create(settings('two', { labels: { [label]: value } }, { v: '1' }), abort);
      await given.cluster.mergePatch(refTo(object), { data: { v: '2' } }, abort);
      await given.cluster.create(labelled('unrelated-to-watch', 'unrelated'), abort);
      await given.cluster.delete(refTo(object), object.metadata.uid ?? '', abort);

      await eventually(() => seen.length >= 4);
      // A deletion shows the last state of the object once more.
      expect(seen).toEqual(['one=1 two=1', 'one=1 two=2', 'one=1 two=2', 'one=1']);
      expect(live.failure()).toBeUndefined();
      stop();
    });

    test('by name rings for the object of that name only', async () => {
      const collection = collectionOf('', { labelSelector: '', fieldSelector: 'metadata.name=by-name' });
      const { live, seen, stop } = await record(collection);

      await given.cluster.create(settings('by-name-2'), abort);
      const { object } = await given.cluster.create(settings('by-name', {}, { v: '1' }), abort);
      await given.cluster.mergePatch(refTo(object), { data: { v: '2' } }, abort);

      await eventually(() => seen.length === 2);
      expect(seen).toEqual(['by-name=1', 'by-name=2']);
      expect(names(live.items())).toEqual(['by-name']);
      stop();
    });

    test('counts an object that loses the label as gone', async () => {
      const { object } = await given.cluster.create(labelled('fickle', `fickle-${run}`), abort);
      const { live, stop } = await record(collectionOf(`fickle-${run}`));

      await given.cluster.mergePatch(refTo(object), { metadata: { labels: { [label]: null } } }, abort);

      await eventually(() => live.items().length === 0);
      stop();
    });

    test('sees runs in all namespaces', async () => {
      const collection: Collection = {
        apiVersion: 'tekton.dev/v1',
        kind: 'PipelineRun',
        labelSelector: `${label}=runs-${run}`,
      };
      const { live, stop } = await record(collection);
      const labels = { [label]: `runs-${run}` };

      await given.cluster.create(pendingRun('run-a', { labels }), abort);
      await given.cluster.create(pendingRun('run-b', { labels, namespace: other }), abort);

      await eventually(() => live.items().length === 2);
      expect(live.items().map(({ metadata }) => metadata.namespace)).toEqual([namespace, other]);
      stop();
    });

    test('rings no more after its signal', async () => {
      const value = `stopped-${run}`;
      const stopped = await record(collectionOf(value));
      const running = await record(collectionOf(value));
      stopped.stop();

      await given.cluster.create(labelled('after-the-end', value), abort);

      await eventually(() => running.seen.length === 1);
      expect(stopped.seen).toEqual([]);
      expect(stopped.live.items()).toEqual([]);
      running.stop();
    });
  });
});
