import { expect, test } from '@jest/globals';
import { selectorsOf } from '../../../../src/kube/api/selectors.ts';

const COLLECTION = { apiVersion: 'v1', kind: 'Pod', namespace: 'ci' };

test.each([
  [{ labelSelector: '' }, {}],
  [{ labelSelector: 'a=b' }, { labelSelector: 'a=b' }],
  [
    { labelSelector: 'a=b', fieldSelector: 'metadata.name=p' },
    { labelSelector: 'a=b', fieldSelector: 'metadata.name=p' },
  ],
])('%j are the parameters %j', (selectors, expected) => {
  expect(selectorsOf({ ...COLLECTION, ...selectors })).toStrictEqual(expected);
});
