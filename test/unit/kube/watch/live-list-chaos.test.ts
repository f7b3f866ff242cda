import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../../../support/eventually.ts';
import type { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';
import { openInPod, refTo, settings } from '../auth/in-pod.ts';

const names = ['a', 'b', 'c'] as const;

type Blow =
  | { readonly kind: 'put' | 'delete' | 'unlabel'; readonly name: string }
  | { readonly kind: 'end' | 'reset' | 'freeze' | 'expire' | 'garbage' | 'half-event' | 'pause' }
  | { readonly kind: 'fault'; readonly fault: 'drop' | 'hang' | 'unavailable' | 'gone' | 'unauthorized' };

const blow: fc.Arbitrary<Blow> = fc.oneof(
  fc.record({ kind: fc.constantFrom('put', 'delete', 'unlabel'), name: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constantFrom('end', 'reset', 'freeze', 'expire', 'garbage', 'half-event', 'pause') }),
  fc.record({
    kind: fc.constant('fault'),
    fault: fc.constantFrom('drop', 'hang', 'unavailable', 'gone', 'unauthorized'),
  }),
);

const faults = {
  drop: { kind: 'drop' },
  hang: { kind: 'hang' },
  unavailable: { kind: 'status', code: 503 },
  gone: { kind: 'status', code: 410, reason: 'Expired' },
  unauthorized: { kind: 'status', code: 401 },
} as const;

async function strike(server: FakeApiServer, blow: Blow, step: number): Promise<void> {
  switch (blow.kind) {
    case 'put':
      server.put(settings(blow.name, String(step)));
      return;
    case 'unlabel':
      server.put(settings(blow.name, String(step), {}));
      return;
    case 'delete':
      if (server.object(refTo(blow.name)) !== undefined) {
        server.delete(refTo(blow.name));
      }
      return;
    case 'end':
      server.watches.end();
      return;
    case 'reset':
      server.resetConnections();
      return;
    case 'freeze':
      server.freezeConnections();
      return;
    case 'expire':
      server.expireVersions();
      return;
    case 'garbage':
      server.watches.write('}garbage{\n');
      return;
    case 'half-event':
      server.watches.write('{"type":"ADDED","obj');
      return;
    case 'fault':
      server.faults.add(faults[blow.fault]);
      return;
    case 'pause':
      await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function shown(items: readonly { metadata: { name?: string; resourceVersion?: string } }[]): string {
  return items
    .map(({ metadata }) => `${metadata.name ?? ''}@${metadata.resourceVersion ?? ''}`)
    .sort()
    .join(' ');
}

test('whatever happens on the way, in the end a live collection holds what the server holds', async () => {
  const blows = fc.array(blow, { minLength: 5, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(blows, async (storm) => {
      const pod = await openInPod({ responseTimeoutMs: 150, watchIdleMs: 300, refusalGraceMs: 60_000 });
      const { server, cluster, abort } = pod;
      server.watches.bookmarkMs = 50;
      try {
        let rung = '';
        const live = await cluster.watch(
          { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ci', labelSelector: 'run=r' },
          { onChange: () => (rung = shown(live.items())), abort },
        );
        for (const [step, one] of storm.entries()) {
          await strike(server, one, step);
        }
        const truth = () =>
          shown(server.objects('ConfigMap').filter(({ metadata }) => metadata.labels?.['run'] === 'r'));

        await eventually(() => rung === truth());
        expect(live.failure()).toBeUndefined();
      } finally {
        await pod.close();
      }
    }),
    { numRuns: 12 },
  );
});
