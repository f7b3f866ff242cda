import { once } from 'node:events';
import { createServer } from 'node:https';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../../test/support/fake-api-server/certificate.ts';

export type SeenRequest = { readonly at: number; readonly method: string; readonly path: string };

/** A proxy before an API server that passes everything on and notes when each request began. */
export type CountingProxy = {
  readonly server: URL;
  readonly requests: SeenRequest[];
  close(): Promise<void>;
};

export async function openCountingProxy(
  target: { readonly server: URL; readonly ca: string },
  certificate: Certificate,
): Promise<CountingProxy> {
  const requests: SeenRequest[] = [];
  const agent = new Agent({ ca: target.ca, keepAlive: true });
  const proxy = createServer(certificate, (incoming, response) => {
    const { method = 'GET', url = '/' } = incoming;
    requests.push({ at: performance.now(), method, path: url });
    const onward = request(
      { host: target.server.hostname, port: target.server.port, agent, method, path: url, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.on('error', () => response.destroy());
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    server: new URL(`https://127.0.0.1:${(proxy.address() as AddressInfo).port}`),
    requests,
    async close() {
      agent.destroy();
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
