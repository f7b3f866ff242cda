import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import type { Timings } from '../../../../src/kube/api/timings.ts';
import type { LiveCollection } from '../../../../src/ports.ts';
import { eventually } from '../../../support/eventually.ts';
import type { SeenRequest } from '../../../support/fake-api-server/requests.ts';
import { type InPod, openInPod, settings } from '../auth/in-pod.ts';

export type Settings = KubeObject & { readonly data: { readonly v: string } };

export type Watched = InPod & {
  readonly live: LiveCollection<Settings>;
  /** What `items` was at each ring, as "name=v name=v". */
  readonly seen: string[];
  readonly watchRequests: () => readonly SeenRequest[];
  readonly listRequests: () => readonly SeenRequest[];
  /** Waits until the server has an open watch, `count` of them requested so far. */
  readonly watching: (count?: number) => Promise<void>;
};

export const isWatch = ({ isWatch: watch }: SeenRequest) => watch;
const isList = ({ isWatch: watch, path }: SeenRequest) => !watch && path.endsWith('/configmaps');
export const opened: InPod[] = [];

/** A live list of the ConfigMaps with the label run=r in the namespace `ci`, where `a` is there already. */
export async function open(timings: Partial<Timings> = {}, onRing: () => void = () => undefined): Promise<Watched> {
  const pod = await openInPod(timings);
  opened.push(pod);
  const { server, cluster, abort } = pod;
  server.put(settings('a'));
  const seen: string[] = [];
  const live = await cluster.watch<Settings>(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ci', labelSelector: 'run=r' },
    {
      onChange: () => {
        seen.push(show(live.items()));
        onRing();
      },
      abort,
    },
  );
  const watchRequests = () => server.requests.filter(isWatch);
  return {
    ...pod,
    live,
    seen,
    watchRequests,
    listRequests: () => server.requests.filter(isList),
    async watching(count = 1) {
      await eventually(() => watchRequests().length >= count && server.watches.count() === 1);
    },
  };
}

export function show(items: readonly Settings[]): string {
  return items.map(({ metadata, data }) => `${metadata.name ?? ''}=${data.v}`).join(' ');
}

/** After each test. */
export async function closeOpened(): Promise<void> {
  await Promise.all(opened.splice(0).map((pod) => pod.close()));
}
