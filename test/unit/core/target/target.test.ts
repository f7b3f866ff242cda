import { expect, test } from '@jest/globals';
import { mergeTargets, type Target } from '../../../../src/core/target/target.ts';

test.each<[string, Target, Target, Target]>([
  [
    'of different keys stay beside each other',
    { storageClass: 'a' },
    { serviceAccount: 'b' },
    { storageClass: 'a', serviceAccount: 'b' },
  ],
  ['the second wins, also with an empty text', { storageClass: 'a' }, { storageClass: '' }, { storageClass: '' }],
  ['lists are replaced as a whole', { emptyDir: ['a', 'b'] }, { emptyDir: ['c'] }, { emptyDir: ['c'] }],
  ['maps are too', { nodeSelector: { a: '1' } }, { nodeSelector: { b: '2' } }, { nodeSelector: { b: '2' } }],
  [
    'timeouts are merged',
    { timeouts: { tasks: '1h', pipeline: '2h' } },
    { timeouts: { tasks: '5m' } },
    { timeouts: { tasks: '5m', pipeline: '2h' } },
  ],
  ['nothing and nothing is nothing', {}, {}, {}],
])('of two targets, %s', (_title, under, over, expected) => expect(mergeTargets(under, over)).toStrictEqual(expected));
