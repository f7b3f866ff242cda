import { Agent } from 'node:https';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readBody, send } from '../../../../src/kube/api/http.ts';
import { DEFAULT_TIMINGS } from '../../../../src/kube/api/timings.ts';
import { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';

let server: FakeApiServer;
let agent: Agent;

beforeEach(async () => {
  server = new FakeApiServer();
  await server.start();
  agent = new Agent({ ca: server.ca });
});

afterEach(async () => {
  agent.destroy();
  await server.stop();
});

function ask(path: string) {
  const { signal: abort } = new AbortController();
  const address = new URL(`https://127.0.0.1:${server.port}/k8s/clusters/c-1/`);
  const options = { timings: DEFAULT_TIMINGS, abort };
  return send(address, { agent, headers: { authorization: 'Bearer x' } }, { method: 'GET', path }, options);
}

test('an answer that is larger than allowed is not read to its end', async () => {
  server.faults.add({ kind: 'body', code: 200, text: 'x'.repeat(1_000_000) });
  const response = await ask('/big');

  await expect(readBody(response, { timings: DEFAULT_TIMINGS, maxBytes: 1_000 })).rejects.toThrow(
    'the answer is larger than 1000 bytes',
  );
  expect(response.destroyed).toBe(true);
});

test('the path of the server comes before that of the request', async () => {
  const response = await ask('/api/v1/namespaces?limit=1');
  response.resume();

  expect(server.requests[0]?.path).toBe('/k8s/clusters/c-1/api/v1/namespaces');
});
