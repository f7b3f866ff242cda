import type { ServerResponse } from 'node:http';
import type { ContainerPlace } from '../../../src/ports.ts';

type Log = { readonly parts: Buffer[]; readonly followers: Set<ServerResponse>; ended: boolean };

/** The logs of containers. */
export class Logs {
  readonly #logs = new Map<string, Log>();

  /** Gives a container a log that is complete. */
  set(container: ContainerPlace, text: string): void {
    this.append(container, text);
    this.end(container);
  }

  /** Adds to a log that is being written, and begins it where there is none. */
  append(container: ContainerPlace, bytes: string | Buffer): void {
    const log = this.#logs.get(keyOf(container)) ?? { parts: [], followers: new Set(), ended: false };
    this.#logs.set(keyOf(container), log);
    log.parts.push(Buffer.from(bytes));
    log.followers.forEach((follower) => follower.write(bytes));
  }

  end(container: ContainerPlace): void {
    const log = this.#logs.get(keyOf(container));
    if (log !== undefined) {
      log.ended = true;
      log.followers.forEach((follower) => follower.end());
    }
  }

  text(container: ContainerPlace): string | undefined {
    const log = this.#logs.get(keyOf(container));
    return log === undefined ? undefined : Buffer.concat(log.parts).toString('utf8');
  }

  follow(container: ContainerPlace, response: ServerResponse): void {
    const log = this.#logs.get(keyOf(container));
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
    log?.parts.forEach((part) => part.length > 0 && response.write(part));
    if (log === undefined || log.ended) {
      response.end();
      return;
    }
    log.followers.add(response);
    response.on('close', () => log.followers.delete(response));
  }

  followerCount(container: ContainerPlace): number {
    return this.#logs.get(keyOf(container))?.followers.size ?? 0;
  }
}

function keyOf({ namespace, name, container }: ContainerPlace): string {
  return `${namespace}/${name}/${container}`;
}
