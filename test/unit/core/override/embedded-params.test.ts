import { describe, expect, test } from '@jest/globals';
import { refersTo, withItems } from '../../../../src/core/override/embedded-params.ts';

const specOf = (script: string) => ({ steps: [{ name: 's', script }] });

describe('an embedded Task', () => {
  test.each([
    ['$(params.p)', true],
    ['$(params.p[*])', true],
    ['$(params.p.key)', true],
    ['a $(params["p"]) b', true],
    [`$(params['p'][0])`, true],
    ['$(params.pq) $(params.q.p) $(params["q"]) params.p', false],
  ])('that says %j uses p: %s', (script, expected) => {
    expect(refersTo(specOf(script), 'p')).toBe(expected);
  });

  test('that is not there uses nothing', () => expect(refersTo(undefined, 'p')).toBe(false));

  test('may use a param whose name has dots', () => {
    expect(refersTo(specOf('$(params["a.b"])'), 'a.b')).toBe(true);
    expect(refersTo(specOf('$(params["aXb"])'), 'a.b')).toBe(false);
  });
});

test('items take the place of their variables in every notation and every text, a missing one leaves nothing', () => {
  const spec = {
    ...specOf(`$(params.p[0]) $(params["p"][1]) $(params['p'][2])`),
    sidecars: [{ image: '$(params.p[0])' }],
  };
  expect(withItems(spec, 'p', ['a', 'b'])).toEqual({ ...specOf('a b '), sidecars: [{ image: 'a' }] });
  expect(withItems(specOf('$(params.p[*]) $(params.q[0])'), 'p', ['a'])).toEqual(
    specOf('$(params.p[*]) $(params.q[0])'),
  );
});
