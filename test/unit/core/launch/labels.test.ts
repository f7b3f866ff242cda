import { expect, test } from '@jest/globals';
import * as labels from '../../../../src/core/launch/labels.ts';

const names = Object.entries(labels);

test('two labels are the old helper’s, all else carries our prefix', () => {
  const foreign = names.filter(([, key]) => !/^subpipe\.dev\/[a-z-]+$/.test(key));
  expect(foreign).toEqual([
    ['LABEL_MAIN_RUN_ID', 'localmainpipelineid'],
    ['LABEL_SUB_RUN_ID', 'localsubpipelineid'],
  ]);
});

test.each(['LABEL_', 'ANNOTATION_'])('no two keys of %s are alike', (prefix) => {
  const keys = names.filter(([name]) => name.startsWith(prefix)).map(([, key]) => key);
  expect(keys.length).toBeGreaterThan(5);
  expect(new Set(keys).size).toBe(keys.length);
});
