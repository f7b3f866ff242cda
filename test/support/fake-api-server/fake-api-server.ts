import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectRef } from '../../../src/core/k8s/object.ts';
import { type Attributes, defaultUser, forbidden, type Policy } from './access.ts';
import { selfSigned } from './certificate.ts';
import { type Fault, Faults } from './faults.ts';
import { attributesOf, handleObjects, type Reply } from './handler.ts';
import type { Change } from './history.ts';
import { kindNamed, servedVersions } from './kinds.ts';
import { Logs } from './logs.ts';
import type { SeenRequest } from './requests.ts';
import { parseRoute } from './routes.ts';
import { Refusal, unauthorized } from './statuses.ts';
import { type Place, Store } from './store.ts';
import type { StoredObject } from './stored-object.ts';
import { Watches } from './watches.ts';

/** An in-memory Kubernetes API server over TLS on 127.0.0.1. Its README says what it does and what not. */
export class FakeApiServer {
  /** What goes wrong with coming requests. */
  readonly faults = new Faults();
  /** Every request so far, in order. */
  readonly requests: SeenRequest[] = [];
  /** How many connections were made so far. */
  connectionCount = 0;
  /** The one token that is accepted; changing it makes known ones invalid. */
  token = 'first-token';
  /** Who may do what. */
  policy: Policy = () => true;
  /** Versions of each API group, preferred first. */
  readonly served: Record<string, readonly string[]> = { ...servedVersions };
  /** What its clock shows, in milliseconds since the epoch. */
  now: () => number = Date.now;
  readonly #store = new Store(() => this.now());
  /** What containers have written. */
  readonly logs = new Logs();
  readonly #sockets = new Set<Socket>();
  readonly #secureSockets = new Set<Socket>();
  readonly #frozen = new WeakSet<Socket>();
  readonly watches = new Watches(this.#store.history);
  #server: Server | undefined;
  #port = 0;
  #ca = '';

  /** Starts, on the port of last time if there was one: so a test can have it go away and come back. */
  async start(): Promise<void> {
    const { cert, key } = await selfSigned();
    this.#ca = cert;
    this.#server = createServer({ cert, key }, (request, response) => void this.#serve(request, response));
    this.#server.on('connection', (socket: Socket) => {
      this.connectionCount += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('secureConnection', (socket: Socket) => {
      this.#secureSockets.add(socket);
      socket.on('close', () => this.#secureSockets.delete(socket));
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops at once, cutting all connections; the objects stay. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server !== undefined) {
      this.#server = undefined;
      server.close();
      this.#sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    }
  }

  get port(): number {
    return this.#port;
  }

  get ca(): string {
    return this.#ca;
  }

  /** Writes a kubeconfig for this server with the token of this moment. */
  async kubeconfig(path: string, options: { readonly namespace?: string } = {}): Promise<void> {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'fake',
      contexts: [
        { name: 'fake', context: { cluster: 'fake', user: 'fake', namespace: options.namespace ?? 'default' } },
      ],
      clusters: [
        {
          name: 'fake',
          cluster: {
            server: `https://127.0.0.1:${this.#port}`,
            'certificate-authority-data': Buffer.from(this.#ca).toString('base64'),
          },
        },
      ],
      users: [{ name: 'fake', user: { token: this.token } }],
    };
    await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  }

  /** All objects of a kind, in the order of namespace and name. */
  objects(kind: string, namespace?: string): readonly StoredObject[] {
    return this.#store.list(kindNamed(kind), namespace);
  }

  object(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): StoredObject | undefined {
    return this.#store.find(placeOf(ref));
  }

  /** Puts an object in as it is, status included, in place of what has its name. */
  put(object: StoredObject): StoredObject {
    return this.#store.put(kindNamed(object.kind), object);
  }

  setStatus(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>, status: object): StoredObject {
    return this.#store.patch(placeOf(ref), { status }, 'status');
  }

  patch(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>, patch: object): StoredObject {
    return this.#store.patch(placeOf(ref), patch, 'object');
  }

  delete(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): void {
    this.#store.delete(placeOf(ref));
  }

  /** Calls the listener after each change, whoever made it; gives the function that ends this. */
  onChange(listener: (change: Change) => void): () => void {
    return this.#store.history.subscribe((change) => setImmediate(() => listener(change)));
  }

  /** Calls the listener with each new object. */
  onCreate(listener: (object: StoredObject) => void): () => void {
    return this.onChange((change) => {
      if (change.type === 'ADDED') {
        listener(change.object);
      }
    });
  }

  /** Makes every resourceVersion and continue token so far too old. */
  expireVersions(): void {
    this.#store.history.forget();
  }

  /** The connections of this moment stay open, but what comes on them is lost and nothing is answered or told. */
  freezeConnections(): void {
    this.watches.freeze();
    this.#secureSockets.forEach((socket) => this.#frozen.add(socket));
  }

  /** Cuts the connections of this moment with a TCP reset. */
  resetConnections(): void {
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#frozen.has(incoming.socket)) {
      return;
    }
    try {
      const request = await readRequest(incoming);
      this.requests.push(request);
      const fault = this.faults.next(request);
      if (fault?.kind === 'delay') {
        await sleep(fault.ms);
      }
      if (fault === undefined || fault.kind === 'delay' || fault.kind === 'lose-answer') {
        const reply = this.#reply(request);
        if (fault?.kind === 'lose-answer') {
          incoming.socket.destroy();
          return;
        }
        this.#send(reply, response);
        return;
      }
      misbehave(fault, incoming, response);
    } catch (error) {
      response.destroy(error instanceof Error ? error : undefined);
    }
  }

  #reply(request: SeenRequest): Reply {
    try {
      if (request.token !== this.token) {
        throw unauthorized();
      }
      return this.#dispatch(request);
    } catch (error) {
      if (error instanceof Refusal) {
        return { kind: 'json', code: error.code, body: error.body() };
      }
      throw error;
    }
  }

  #dispatch(request: SeenRequest): Reply {
    const route = parseRoute(request.path, this.served);
    switch (route?.to) {
      case undefined:
        return { kind: 'text', code: 404, text: '404 page not found\n' };
      case 'ready':
        return { kind: 'text', code: 200, text: 'ok' };
      case 'group':
        return this.#describeGroup(route.group);
      case 'access-review':
        return this.#review(request);
      case 'objects': {
        const attributes = attributesOf(route, request);
        if (!this.policy(attributes, request.user)) {
          throw forbidden(attributes, request.user);
        }
        return handleObjects(this.#store, route, request, this.logs);
      }
    }
  }

  #describeGroup(group: string): Reply {
    const versions = (this.served[group] ?? []).map((version) => ({ groupVersion: `${group}/${version}`, version }));
    if (versions.length === 0 || group === '') {
      return { kind: 'text', code: 404, text: '404 page not found\n' };
    }
    const body = { kind: 'APIGroup', apiVersion: 'v1', name: group, versions, preferredVersion: versions[0] };
    return { kind: 'json', code: 200, body };
  }

  #review(request: SeenRequest): Reply {
    const review = request.body as { readonly spec: { readonly resourceAttributes: Attributes } };
    const allowed = this.policy(review.spec.resourceAttributes, request.user);
    return { kind: 'json', code: 201, body: { ...review, status: { allowed } } };
  }

  #send(reply: Reply, response: ServerResponse): void {
    switch (reply.kind) {
      case 'watch':
        this.watches.serve(reply.watch, response);
        return;
      case 'log':
        this.logs.follow(reply.container, response);
        return;
      case 'text':
        response.writeHead(reply.code, { 'content-type': 'text/plain' }).end(reply.text);
        return;
      case 'json':
        response.writeHead(reply.code, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
    }
  }
}

function placeOf(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): Place {
  return { kind: kindNamed(ref.kind), namespace: ref.namespace, name: ref.name };
}

type Misbehaviour = Exclude<Fault, { kind: 'delay' | 'lose-answer' }>;

function misbehave(fault: Misbehaviour, incoming: IncomingMessage, response: ServerResponse): void {
  switch (fault.kind) {
    case 'drop':
      incoming.socket.destroy();
      return;
    case 'hang':
      return;
    case 'body':
      response.writeHead(fault.code).end(fault.text);
      return;
    case 'status': {
      const refusal = new Refusal(fault.code, fault.reason ?? '', fault.message ?? `made to answer ${fault.code}`);
      const retryAfter =
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
      response
        .writeHead(fault.code, { 'content-type': 'application/json', ...retryAfter })
        .end(JSON.stringify(refusal.body()));
    }
  }
}

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(incoming.url ?? '/', 'https://fake');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    isWatch: url.searchParams.get('watch') === 'true',
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    user: String(incoming.headers['impersonate-user'] ?? defaultUser),
    token: /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1],
  };
}
