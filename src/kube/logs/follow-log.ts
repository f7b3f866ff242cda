import type { ContainerPlace } from '../../ports.ts';
import { type Link, open } from '../api/calls.ts';
import { lostError, parseStatus, statusError } from '../api/errors.ts';
import { ConnectionLost, chunksOf, readBody } from '../api/http.ts';
import { logLines } from './log-lines.ts';
import { objectPath, resourceOf } from '../api/resources.ts';
import { targetOf } from '../api/request-info.ts';

type FollowOptions = { readonly onLine: (line: string) => void; readonly signal: AbortSignal };

/**
 * Follows a container's log from its beginning to its end. Asked once: a second time would give the same lines again.
 * The answer's headers come at once (Kubernetes 1.35), but a quiet step then says nothing for hours: so only TCP
 * keep-alive notices a connection that died.
 */
export async function followContainerLog(link: Link, pod: ContainerPlace, options: FollowOptions): Promise<void> {
  const { signal, onLine } = options;
  const resource = resourceOf('v1', 'Pod');
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: pod.name };
  const query = new URLSearchParams({ container: pod.container, follow: 'true' });
  const path = `${objectPath(resource, ref)}/log?${query.toString()}`;
  const target = targetOf('get', resource, { ...ref, subresource: 'log' });
  try {
    const response = await open(link, { method: 'GET', path }, signal);
    if (response.statusCode !== 200) {
      const text = await readBody(response, { timings: link.timings, maxBytes: 1024 * 1024 });
      throw statusError(parseStatus(response.statusCode ?? 0, text), target, link.endpoint);
    }
    for await (const line of logLines(chunksOf(response, Infinity))) {
      signal.throwIfAborted();
      onLine(line);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ConnectionLost ? lostError(error, link.endpoint, 0) : error;
  }
}
