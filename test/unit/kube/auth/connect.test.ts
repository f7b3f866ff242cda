import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ConnectOptions, connect } from '../../../../src/kube/auth/connect.ts';
import type { Cluster } from '../../../../src/ports.ts';
import { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';

const { signal: abort } = new AbortController();
let folder: string;
let clusters: Cluster[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connect-'));
  clusters = [];
});

afterEach(async () => {
  await Promise.all(clusters.map((cluster) => cluster.close()));
  await rm(folder, { recursive: true });
});

async function open(options: Partial<ConnectOptions>): Promise<Cluster> {
  const cluster = await connect({
    env: {},
    notify: () => undefined,
    SERVICE_ACCOUNT_FOLDER: join(folder, 'no-service-account'),
    ...options,
  });
  clusters.push(cluster);
  return cluster;
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

type Entries = {
  readonly server?: string;
  readonly user?: object;
  readonly cluster?: object;
  readonly namespace?: string;
};

function kubeconfig(name: string, more: Entries = {}): object {
  const { namespace } = more;
  return {
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) } }],
    clusters: [{ name, cluster: { server: more.server ?? `https://${name}.example:6443`, ...more.cluster } }],
    users: [{ name, user: more.user ?? { token: 't' } }],
  };
}

async function serviceAccount(): Promise<string> {
  await file('service-account/token', 'pod-token\n');
  await file('service-account/ca.crt', '');
  await file('service-account/namespace', 'ci\n');
  return join(folder, 'service-account');
}

const inPod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

describe('which cluster', () => {
  test('is that of the flag before that of KUBECONFIG', async () => {
    const flag = await file('flag', kubeconfig('flag'));
    const env = { KUBECONFIG: await file('variable', kubeconfig('variable')) };

    const cluster = await open({ kubeconfig: flag, env });

    expect(cluster.description).toBe(`https://flag.example:6443 (kubeconfig ${flag}, context "flag")`);
  });

  test('in a pod is its own, whatever lies in the home folder', async () => {
    await file('home/.kube/config', kubeconfig('home'));
    const env = { ...inPod, HOME: join(folder, 'home') };

    const cluster = await open({ env, SERVICE_ACCOUNT_FOLDER: await serviceAccount() });

    expect(cluster.description).toBe("https://10.96.0.1 (this pod's ServiceAccount)");
    expect(cluster.defaultNamespace).toBe('ci');
  });

  test('in a pod with an IPv6 address is written with brackets', async () => {
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };

    const cluster = await open({ env, SERVICE_ACCOUNT_FOLDER: await serviceAccount() });

    expect(cluster.description).toContain('https://[fd00::1]:6443');
  });

  test('in a pod is that of KUBECONFIG where that is set', async () => {
    const env = { ...inPod, KUBECONFIG: await file('variable', kubeconfig('variable')) };

    const cluster = await open({ env, SERVICE_ACCOUNT_FOLDER: await serviceAccount() });

    expect(cluster.description).toContain('https://variable.example');
  });

  test('in a pod without a token is that of the home folder', async () => {
    await file('home/.kube/config', kubeconfig('home', { namespace: 'team' }));

    const cluster = await open({ env: { ...inPod, HOME: join(folder, 'home') } });

    expect(cluster.description).toContain('https://home.example');
    expect(cluster.defaultNamespace).toBe('team');
  });

  test('is nowhere: says where it looked, and never falls back to localhost', async () => {
    await expect(open({ env: { HOME: folder } })).rejects.toMatchObject({
      code: 'unreachable',
      message:
        'found no cluster to talk to: no --kubeconfig, no KUBECONFIG, ' +
        `no ${join(folder, 'no-service-account', 'token')}, no ${join(folder, '.kube', 'config')}`,
    });
  });
});

describe('a kubeconfig', () => {
  test('that is not there is named', async () => {
    await expect(open({ kubeconfig: join(folder, 'absent') })).rejects.toMatchObject({
      code: 'unreachable',
      message: `no kubeconfig at ${join(folder, 'absent')}`,
    });
  });

  test('that cannot be read is named', async () => {
    await expect(open({ kubeconfig: await file('bad', 'clusters: [') })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(`kubeconfig ${join(folder, 'bad')} cannot be read: `),
    });
  });

  test('with a server that is no address is named', async () => {
    const path = await file('bad', kubeconfig('x', { server: 'not an address' }));

    await expect(open({ kubeconfig: path })).rejects.toMatchObject({
      code: 'bad-input',
      message: `kubeconfig ${path}: the server "not an address" of context "x" is not a URL`,
    });
  });

  test('without the wanted context lists those that it has', async () => {
    const [one, two] = [await file('one', kubeconfig('one')), await file('two', kubeconfig('two'))];

    await expect(open({ kubeconfig: `${one}:${two}`, context: 'three' })).rejects.toMatchObject({
      code: 'bad-usage',
      message: `kubeconfig ${one}:${two} has no context "three"`,
      hint: 'choose with --context one of: one, two',
    });
  });

  test('of several files gives the first current context, and every context by name', async () => {
    const env = {
      KUBECONFIG: [
        join(folder, 'absent'),
        await file('one', kubeconfig('one')),
        await file('two', kubeconfig('two')),
        await file('three', kubeconfig('one', { server: 'https://hidden.example' })),
      ].join(':'),
    };

    expect((await open({ env })).description).toContain('https://one.example');
    expect((await open({ env, context: 'two' })).description).toContain('https://two.example');
  });
});

describe('logging in', () => {
  let server: FakeApiServer;

  beforeEach(async () => {
    server = new FakeApiServer();
    server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ci' } });
    await server.start();
  });

  afterEach(() => server.stop());

  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'ci' };

  const forServer = (user: object, cluster: object = {}) =>
    kubeconfig('fake', {
      server: `https://127.0.0.1:${server.port}`,
      cluster: { 'certificate-authority-data': Buffer.from(server.ca).toString('base64'), ...cluster },
      user,
    });

  const plugin = (token: string) => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'Never',
      command: 'echo',
      args: [
        JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }),
      ],
    },
  });

  test('asks a credential plugin', async () => {
    const cluster = await open({ kubeconfig: await file('config', forServer(plugin('first-token'))) });

    expect(await cluster.get(namespace, abort)).toBeDefined();
  });

  test('reads the token from a file beside the kubeconfig', async () => {
    await file('secrets/token', 'first-token');
    const cluster = await open({
      kubeconfig: await file('config', forServer({ tokenFile: 'secrets/token', token: 'x' })),
    });

    expect(await cluster.get(namespace, abort)).toBeDefined();
  });

  test('that takes for ever ends with the signal', async () => {
    const exec = { ...plugin('x').exec, command: 'sleep', args: ['1'] };
    const cluster = await open({ kubeconfig: await file('config', forServer({ exec })) });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 50);

    await expect(cluster.get(namespace, stop.signal)).rejects.toThrow('enough');
  });

  test('reads the kubeconfig again when its token is refused', async () => {
    const cluster = await open({ kubeconfig: await file('config', forServer({ token: 'first-token' })) });
    await cluster.get(namespace, abort);
    server.token = 'second-token';
    await file('config', forServer({ token: 'second-token' }));

    expect(await cluster.get(namespace, abort)).toBeDefined();
  });

  test('that the plugin fails at is an error at once, which names the context', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', command: 'false' };
    const cluster = await open({ kubeconfig: await file('config', forServer({ exec })) });

    await expect(cluster.get(namespace, abort)).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('cannot log in as context "fake"'),
    });
  });

  test('at a server whose certificate another CA signed says so at once', async () => {
    const config = kubeconfig('fake', { server: `https://127.0.0.1:${server.port}`, user: { token: 'first-token' } });
    const cluster = await open({ kubeconfig: await file('config', config) });

    await expect(cluster.get(namespace, abort)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('its certificate is not signed by the CA that we were given'),
    });
  });

  test('under another name checks the certificate against tls-server-name', async () => {
    const right = forServer({ token: 'first-token' }, { 'tls-server-name': 'localhost' });
    const wrong = forServer({ token: 'first-token' }, { 'tls-server-name': 'elsewhere.example' });

    expect(await (await open({ kubeconfig: await file('right', right) })).get(namespace, abort)).toBeDefined();
    const cluster = await open({ kubeconfig: await file('wrong', wrong) });
    await expect(cluster.get(namespace, abort)).rejects.toMatchObject({
      message: expect.stringContaining('its certificate was made for another name'),
    });
  });

  test('goes through the proxy of HTTPS_PROXY, and not where NO_PROXY excludes the server', async () => {
    const proxied: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket: Socket) => {
      proxied.push(request.url ?? '');
      const onward = connectSocket(server.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      // The server forgets the sockets that it has given away: nobody else closes them.
      onward.on('error', () => undefined).on('close', () => socket.destroy());
      socket.on('error', () => undefined).on('close', () => onward.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const config = forServer(
      { token: 'first-token' },
      { server: 'https://api.example:6443', 'tls-server-name': 'localhost' },
    );
    const path = await file('config', config);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const timings = { retryBoundMs: 1 };

    const through = await open({ kubeconfig: path, env, timings });
    const around = await open({ kubeconfig: path, env: { ...env, NO_PROXY: '.example' }, timings });

    expect(await through.get(namespace, abort)).toBeDefined();
    expect(proxied).toEqual(['api.example:6443']);
    await expect(around.get(namespace, abort)).rejects.toMatchObject({ code: 'unreachable' });
    await through.close();
    proxy.closeAllConnections();
    proxy.close();
    await once(proxy, 'close');
  });
});
