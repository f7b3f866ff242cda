import type { ContainerPlace } from '../../ports.ts';
import { type ApiClient, open } from '../api/calls.ts';
import { lostError, parseStatus, statusError } from '../api/errors.ts';
import { ConnectionLost, chunksOf, readBody } from '../api/http.ts';
import { logLines } from './log-lines.ts';
import { objectPath, resourceOf } from '../api/resources.ts';
import { requestInfoOf } from '../api/request-info.ts';

type FollowOptions = { readonly onLine: (line: string) => void; readonly abort: AbortSignal };

/**
 * Follows a container's log from its beginning to its end. The request is not repeated, which would give the same lines
 * again. The answer's headers come at once (Kubernetes 1.35), but then a quiet step may write nothing for hours, so
 * only TCP keep-alive can find a lost connection.
 */
export async function followContainerLog(
  client: ApiClient,
  pod: ContainerPlace,
  options: FollowOptions,
): Promise<void> {
  const { abort, onLine } = options;
  const resource = resourceOf('v1', 'Pod');
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: pod.name };
  const query = new URLSearchParams({ container: pod.container, follow: 'true' });
  const path = `${objectPath(resource, ref)}/log?${query.toString()}`;
  const info = requestInfoOf('get', resource, { ...ref, subresource: 'log' });
  try {
    const response = await open(client, { method: 'GET', path }, abort);
    if (response.statusCode !== 200) {
      const text = await readBody(response, { timings: client.timings, maxBytes: 1024 * 1024 });
      throw statusError(parseStatus(response.statusCode ?? 0, text), info, client.endpoint);
    }
    for await (const line of logLines(chunksOf(response, Infinity))) {
      abort.throwIfAborted();
      onLine(line);
    }
  } catch (error) {
    abort.throwIfAborted();
    throw error instanceof ConnectionLost ? lostError(error, client.endpoint, 0) : error;
  }
}
