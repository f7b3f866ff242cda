import { Agent } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../../../src/kube/auth/endpoint.ts';
import { isCertificateProblem, lostError, parseStatus, statusError } from '../../../../src/kube/api/errors.ts';
import { ConnectionLost } from '../../../../src/kube/api/http.ts';

const endpoint: Endpoint = {
  server: new URL('https://api.example:6443/'),
  source: 'kubeconfig x',
  defaultNamespace: 'ci',
  isOurs: false,
  credentials: () => Promise.resolve({ agent: new Agent(), headers: {} }),
  close: () => undefined,
};

const info = {
  verb: 'patch',
  group: 'tekton.dev',
  plural: 'pipelineruns',
  namespaced: true,
  namespace: 'ci',
  name: 'build-7',
} as const;

function status(code: number, message: string, more: object = {}) {
  return parseStatus(code, JSON.stringify({ kind: 'Status', message, ...more }));
}

describe('an HTTP status', () => {
  test.each([
    [400, 'denied', 'bad-input', 'cannot patch pipelineruns.tekton.dev build-7 in namespace ci: denied'],
    [
      401,
      'Unauthorized',
      'not-allowed',
      'the API server https://api.example:6443 does not accept the credentials: Unauthorized',
    ],
    [403, 'no', 'not-allowed', 'not allowed to patch pipelineruns.tekton.dev build-7 in namespace ci: no'],
    [404, 'not found', 'api', 'cannot patch pipelineruns.tekton.dev build-7 in namespace ci: not found'],
    [409, 'modified', 'conflict', 'cannot patch pipelineruns.tekton.dev build-7 in namespace ci: modified'],
    [
      500,
      'boom',
      'api',
      'cannot patch pipelineruns.tekton.dev build-7 in namespace ci: the API server answers 500: boom',
    ],
    [503, 'later', 'unreachable', 'the API server https://api.example:6443 answers 503: later'],
  ])('%d becomes a sentence', (code, message, expected, sentence) => {
    expect(statusError(status(code, message), info, endpoint)).toMatchObject({ code: expected, message: sentence });
  });

  test('422 says each field once', () => {
    const causes = [
      { field: 'metadata.name', message: 'too long' },
      { field: 'spec.params', message: 'not a list' },
    ];

    const error = statusError(status(422, 'invalid: metadata.name: too long', { details: { causes } }), info, endpoint);

    expect(error.message).toMatch(/: invalid: metadata\.name: too long; spec\.params: not a list$/);
  });

  test.each([
    [403, 'Forbidden', 'pods is forbidden: User "u" cannot list resource "pods" in API group ""', 'no-right'],
    [403, 'Forbidden', 'pods "a" is forbidden: exceeded quota', 'other'],
    [404, 'NotFound', 'the server could not find the requested resource', 'no-kind'],
    [404, 'NotFound', 'pods "a" not found', 'no-object'],
    [404, '', 'not found', 'other'],
    [409, 'Conflict', 'User "u" cannot list resource', 'other'],
  ])('%d %s "%s": %s', (code, reason, message, refusal) => {
    expect(status(code, message, { reason }).refusal).toBe(refusal);
  });

  test('in plain text says that the path is not known', () => {
    expect(parseStatus(404, '404 page not found\n').refusal).toBe('no-kind');
  });

  test('of something that is no API server is quoted as it is', () => {
    expect(parseStatus(502, ' <html>bad gateway</html> ').message).toBe('<html>bad gateway</html>');
    expect(parseStatus(502, '').message).toBe('HTTP status 502');
  });
});

describe('a lost connection', () => {
  const lost = (code: string) => new ConnectionLost('low-level words', { code, sent: false });

  test.each([
    ['ECONNREFUSED', 'nothing listens there (ECONNREFUSED)'],
    ['ENOTFOUND', 'its name is not known (ENOTFOUND)'],
    ['CERT_HAS_EXPIRED', 'its certificate has expired (CERT_HAS_EXPIRED)'],
    ['SOMETHING_ELSE', 'low-level words'],
  ])('for %s is explained', (code, why) => {
    expect(lostError(lost(code), endpoint, 0).message).toBe(
      `cannot reach the API server https://api.example:6443: ${why}`,
    );
  });

  test('says for how long it was tried', () => {
    expect(lostError(lost('ECONNREFUSED'), endpoint, 61_234).message).toMatch(/ \(tried for 61 s\)$/);
  });

  test('is not worth another try where the certificate is the problem', () => {
    expect(isCertificateProblem(lost('DEPTH_ZERO_SELF_SIGNED_CERT'))).toBe(true);
    expect(isCertificateProblem(lost('ECONNREFUSED'))).toBe(false);
  });
});
