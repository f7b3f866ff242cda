import { expect, test } from '@jest/globals';
import { inObject } from '../../../src/core/payload/location.ts';
import { NO_REQUIREMENTS } from '../../../src/core/target/requirements.ts';
import { callText, requirementRows } from '../../../src/report/render-plan.ts';

test("the cluster's default class has no name, and gets one for people", () => {
  const rows = requirementRows({ ...NO_REQUIREMENTS, storageClasses: ['', 'gold'] });
  expect(rows.filter(([, list]) => list.length > 0)).toEqual([
    ['storage classes', ["(the cluster's default)", 'gold']],
  ]);
});

test.each([
  [['a.json', 'b'], false, 'task t, signal s: "a.json", "b"'],
  [['a'], true, 'task t, signal s: "a", known at run time'],
  [[], true, 'task t, signal s: known at run time'],
])('a call of %j, open: %s', (literals, isOpen, expected) => {
  expect(callText({ where: inObject('Pipeline p'), task: 't', signal: 's', literals, isOpen })).toBe(expected);
});
