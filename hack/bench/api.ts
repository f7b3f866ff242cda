import { readFileSync } from 'node:fs';
import { readBody, send } from '../../src/kube/api/http.ts';
import { kubeconfigEndpoint } from '../../src/kube/auth/kubeconfig.ts';
import { loadKubeconfig } from '../../src/kube/auth/kubeconfig-files.ts';
import { DEFAULT_TIMINGS } from '../../src/kube/api/timings.ts';

/** Calls the API server as its administrator. Not by the Cluster port, which writes no status. */
export type Api = {
  readonly server: URL;
  /** PEM. */
  readonly ca: string;
  /** Gives the answer's JSON; throws on any status but 2xx and 404. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<unknown>;
  close(): void;
};

export async function openApi(kubeconfig: string): Promise<Api> {
  const endpoint = await kubeconfigEndpoint({ paths: kubeconfig, context: undefined, env: process.env });
  const cluster = (await loadKubeconfig([kubeconfig], undefined)).getCurrentCluster();
  const ca =
    cluster?.caFile === undefined
      ? Buffer.from(cluster?.caData ?? '', 'base64').toString('utf8')
      : readFileSync(cluster.caFile, 'utf8');
  const { signal: abort } = new AbortController();
  return {
    server: endpoint.server,
    ca,
    async call(method, path, body) {
      const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const request = { method, path, contentType, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const options = { timings: DEFAULT_TIMINGS, abort };
      const response = await send(endpoint.server, await endpoint.credentials(false), request, options);
      const text = await readBody(response, { timings: DEFAULT_TIMINGS, maxBytes: 1024 * 1024 });
      const status = response.statusCode ?? 0;
      if ((status < 200 || status > 299) && status !== 404) {
        throw new Error(`${method} ${path} answers ${status}: ${text}`);
      }
      return JSON.parse(text) as unknown;
    },
    close: () => endpoint.close(),
  };
}
