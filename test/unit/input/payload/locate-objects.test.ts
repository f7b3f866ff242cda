import { describe, expect, test } from '@jest/globals';
import { inObject, placeOfObject } from '../../../../src/core/payload/location.ts';
import {
  assembleChecked,
  checkLocated,
  checkObject,
  type CheckObject,
  locateObjects,
  shorten,
  unchecked,
} from '../../../../src/input/payload/locate-objects.ts';
import { parseDocuments } from '../../../../src/input/text/parse-documents.ts';

const checked: CheckObject = (object) => checkObject(object, true);

function locate(text: string, check: CheckObject = unchecked) {
  const parsed = parseDocuments('f', text);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const all = parsed.documents.map((document) => locateObjects(document, check));
  return { located: all.flatMap(({ located }) => located), problems: all.flatMap(({ problems }) => problems) };
}

const TASK = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{name: s, image: 5}]}\n';
const PIPELINE =
  'apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {tasks: [{name: a, taskSpec: {steps: [{image: i}]}}]}\n';
const RUN = 'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: r}\nspec: {pipelineRef: {name: p}}\n';
const exported = (...resources: readonly string[]) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Any', metadata: {}, spec: { payload: { resources } } });
const secret = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 5 } });

describe('an object knows its place, and those of its fields,', () => {
  test.each([
    ['as a document', `${TASK}---\n${PIPELINE}`, 1, 'f:6:1', 'f:9:23'],
    ['in a List', `kind: List\nitems:\n- ${PIPELINE.replaceAll('\n', '\n  ')}`, 0, 'f:3:3: items[0]', 'f:6:25'],
  ])('%s', (_title, text, index, place, placeOfTask) => {
    const found = locate(text).located[index];
    expect(found && placeOfObject(found)).toBe(place);
    expect(found?.placeOf(['spec', 'tasks', 0, 'name'])).toBe(placeOfTask);
  });

  test('in a string of an export: that of the string, whatever the field', () => {
    const [found] = locate(exported(secret)).located;
    expect(found && placeOfObject(found)).toBe('f:1:79: spec.payload.resources[0]');
    expect(found?.placeOf(['data', 'a'])).toBe('f:1:79');
  });
});

describe('what is wrong with it is told with its place', () => {
  const problem = 'f:4:33: Task t: spec.steps[0].image must be a string, not 5: quote this value';

  test('the same whether it is checked at once, or located before', () => {
    expect(locate(TASK, checked).problems).toEqual([problem]);
    expect(locate(TASK).problems).toEqual([]);
    expect(checkLocated(locate(TASK).located, checked).problems).toEqual([problem]);
  });

  test('in an export too, without a value of a Secret', () => {
    expect(locate(exported(secret), checked).problems).toEqual([
      'f:1:79: spec.payload.resources[0]: Secret s: data.a must be a string: quote this value',
    ]);
  });

  test('for what is no object', () => {
    expect(locate('hello').problems).toEqual(['f:1:1: must be a Kubernetes object, not a string']);
  });
});

test('what is assembled finds places by kind and name', () => {
  const result = assembleChecked('f', locate(`${PIPELINE}---\n${RUN}`, checked));
  if (!result.ok) throw new Error(result.problems.join('\n'));
  expect(result.placeOf?.(inObject('Pipeline p', 'tasks', 0))).toBe('f:4:16');
  expect(result.placeOf?.(inObject('PipelineRun r'))).toBe('f:9:7');
  expect(result.placeOf?.(inObject('Pipeline gone'))).toBeUndefined();
});

test('problems before come first: nothing is assembled', () => {
  expect(assembleChecked('f', { located: [], problems: ['p'] })).toEqual({ ok: false, problems: ['p'] });
});

test('more problems than anybody reads are cut short', () => {
  const problems = Array.from({ length: 30 }, (_item, index) => `p${index}`);
  expect(shorten('f', { ok: false, problems })).toEqual({
    ok: false,
    problems: [...problems.slice(0, 20), 'f: has more problems than these 20'],
  });
});
