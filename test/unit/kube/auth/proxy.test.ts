import { expect, test } from '@jest/globals';
import { proxyFor } from '../../../../src/kube/auth/proxy.ts';

const proxy = 'http://proxy:3128';

test.each([
  ['a server outside', 'https://api.example', '', proxy],
  ['the very name', 'https://api.example', 'api.example', undefined],
  ['a domain', 'https://api.example', 'example', undefined],
  ['a domain with a dot', 'https://api.example', '.example', undefined],
  ['a domain with a star', 'https://api.example', '*.example', undefined],
  ['a name that only ends alike', 'https://api.counterexample', 'example', proxy],
  ['a port', 'https://api.example:6443', 'api.example:6443', undefined],
  ['another port', 'https://api.example:6443', 'api.example:443', proxy],
  ['a network', 'https://10.1.2.3', '10.0.0.0/8', undefined],
  ['another network', 'https://10.1.2.3', '10.2.0.0/16', proxy],
  ['one of several', 'https://10.1.2.3', 'localhost, 10.1.2.3', undefined],
  ['everything', 'https://api.example', '*', undefined],
  ['loopback, always', 'https://127.0.0.1:6443', '', undefined],
  ['loopback of IPv6, always', 'https://[::1]:6443', '', undefined],
])('NO_PROXY: %s', (_name, server, exceptions, expected) => {
  expect(proxyFor(new URL(server), { HTTPS_PROXY: proxy, NO_PROXY: exceptions })).toBe(expected);
});

test('lower-case names and an address without a scheme are understood', () => {
  expect(proxyFor(new URL('https://api.example'), { https_proxy: 'proxy:3128' })).toBe(proxy);
});

test('no variable means no proxy', () => {
  expect(proxyFor(new URL('https://api.example'), {})).toBeUndefined();
});
