import { describe, expect, test } from '@jest/globals';
import { callsOf, embedded, referenced } from '../../../support/yaml-payloads.ts';

const script = (text: string, more = '') =>
  embedded(
    `tasks:
- name: t
  taskSpec:
    results: [{ name: localpipeline-run-x }, { name: localpipeline-run-x-param-1 }, { name: other }]
    steps:
    - name: s
      image: i
${more.replace(/^/gm, '      ')}
      script: |
${text.replace(/^/gm, '        ')}`,
  );
const OUT = '"$(results.localpipeline-run-x.path)"';

describe('what a script writes', () => {
  test.each([
    [`echo greet > ${OUT}`, 't/x: greet'],
    [`echo -n "greet.json" >${OUT}`, 't/x: greet.json'],
    [`  echo 'greet' > $(results.localpipeline-run-x.path)`, 't/x: greet'],
    [`printf greet > ${OUT}`, 't/x: greet'],
    [`printf '%s' "greet" > ${OUT}`, 't/x: greet'],
    [`printf '%s\\n' greet > ${OUT}`, 't/x: greet'],
    [`echo greet | tee ${OUT}`, 't/x: greet'],
    [`if true; then\n  echo a > ${OUT}\nelse\n  echo b > ${OUT}\nfi`, 't/x: a b'],
    [`echo "" > ${OUT}`, 't/x: '],
    [`# echo old > ${OUT}\necho new > ${OUT}`, 't/x: new'],
    [`echo "$NAME" > ${OUT}`, 't/x: ?'],
    [`echo "$(cat file)" > ${OUT}`, 't/x: ?'],
    ['echo `cat file` > ' + OUT, 't/x: ?'],
    [`echo a > ${OUT}\ncat file > ${OUT}`, 't/x: a ?'],
    [`true && echo a > ${OUT}`, 't/x: ?'],
    ['./program', 't/x: ?'],
  ])('%s', (text, expected) => {
    expect(callsOf(script(text))).toEqual([expected]);
  });
});

describe('a variable of the step', () => {
  const NAMED = 'env: [{ name: NAME, value: greet }]';
  test('is its value', () => {
    expect(callsOf(script(`echo "$NAME" > ${OUT}`, NAMED))).toEqual(['t/x: greet']);
    expect(callsOf(script(`echo \${NAME} > ${OUT}`, NAMED))).toEqual(['t/x: greet']);
  });

  test('is unknown once the script sets it, and in single quotes a text', () => {
    expect(callsOf(script(`NAME=other\necho "$NAME" > ${OUT}`, NAMED))).toEqual(['t/x: ?']);
    expect(callsOf(script(`read NAME < f; echo "$NAME" > ${OUT}`, NAMED))).toEqual(['t/x: ?']);
    expect(callsOf(script(`echo '$NAME' > ${OUT}`, NAMED))).toEqual(['t/x: $NAME']);
  });
});

describe('a param', () => {
  const TASK = `params: [{ name: target, default: by-default }]
results: [{ name: localpipeline-run-x }]
stepTemplate: { env: [{ name: TARGET, value: $(params.target) }] }
steps: [{ name: s, image: i, script: 'echo "$TARGET" > $(results.localpipeline-run-x.path)' }]`;
  const pipeline = (params: string) =>
    `params: [{ name: q, default: of-pipeline }]\ntasks: [{ name: t, taskRef: { name: k }, ${params} }]`;
  test.each([
    ['its default', 'params: []', '', 't/x: by-default'],
    ['what the task passes', 'params: [{ name: target, value: passed }]', '', 't/x: passed'],
    ["the pipeline's default", 'params: [{ name: target, value: $(params.q) }]', '', 't/x: of-pipeline'],
    [
      "the run's value",
      'params: [{ name: target, value: $(params.q) }]',
      'params: [{ name: q, value: of-run }]',
      't/x: of-run',
    ],
    ['unknown, from a result', 'params: [{ name: target, value: $(tasks.u.results.r) }]', '', 't/x: ?'],
    ['unknown, from a matrix', 'matrix: { params: [{ name: target, value: [a, b] }] }', '', 't/x: ?'],
  ])('is %s', (_title, params, run, expected) => {
    expect(callsOf(referenced(pipeline(params), { k: TASK }, { run }))).toEqual([expected]);
  });
});
