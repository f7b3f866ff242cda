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
    [`printf '%s' foo > ${OUT}`, 't/x: foo'],
    [`printf '%s.json\\n' "foo" > ${OUT}`, 't/x: foo.json'],
    [`printf 'foo\\n' > ${OUT}`, 't/x: foo'],
    [`printf '%d' 1 > ${OUT}`, 't/x: ?'],
    [`printf '%s %s' a b > ${OUT}`, 't/x: ?'],
    [`echo foo > '$(results.localpipeline-run-x.path)'`, 't/x: foo'],
    [`echo foo > $(results['localpipeline-run-x'].path)`, 't/x: foo'],
    [`> ${OUT} echo foo`, 't/x: foo'],
    [`echo foo > ${OUT} 2>/dev/null`, 't/x: foo'],
    [`echo foo 2>&1 1> ${OUT}`, 't/x: foo'],
    [`echo foo 2> ${OUT}`, 't/x: ?'],
    [`echo foo > ${OUT} > /dev/null`, 't/x: ?'],
    [`echo foo | tee ${OUT} > /dev/null`, 't/x: foo'],
    [`cat file | tee ${OUT}`, 't/x: ?'],
    [`echo foo | tr o a > ${OUT}`, 't/x: ?'],
    [`echo foo >> ${OUT}`, 't/x: foo'],
    [`echo -n foo > ${OUT}\necho bar >> ${OUT}`, 't/x: foo ?'],
    [`echo -n -e foo > ${OUT}`, 't/x: foo'],
    [`echo foo > ${OUT} # not bar`, 't/x: foo'],
    [`echo foo#bar > ${OUT}`, 't/x: foo#bar'],
    [`echo foo > ${OUT}; exit 0`, 't/x: foo'],
    [`echo foo > ${OUT} || exit 1`, 't/x: foo'],
    [`echo one; echo foo > ${OUT}`, 't/x: foo'],
    [`if true; then echo foo > ${OUT}; fi`, 't/x: foo'],
    [`case "$1" in\n  a) echo foo > ${OUT} ;;\n  *) echo bar > ${OUT} ;;\nesac`, 't/x: foo bar'],
    [`true ||\n  echo foo > ${OUT}`, 't/x: ?'],
    [`echo \\\n  foo \\\n  > ${OUT}`, 't/x: foo'],
    [`cat > ${OUT} <<EOF\nfoo\nEOF`, 't/x: ?'],
    [`cat <<EOF > other\necho bar > ${OUT}\nEOF\necho foo > ${OUT}`, 't/x: foo ?'],
    [`cat <<'E' > other\nit's "\nE\necho foo > ${OUT}`, 't/x: foo'],
    [`sh -c 'echo foo > ${OUT}'`, 't/x: ?'],
    [`NAME=$(echo foo | tee ${OUT})`, 't/x: ?'],
    [`{ echo foo; } > ${OUT}`, 't/x: ?'],
    [`echo "a*" > ${OUT}`, 't/x: a*'],
    [`echo a* > ${OUT}`, 't/x: ?'],
    [`echo foo"bar"'.json' > ${OUT}`, 't/x: foobar.json'],
    [`echo "foo > ${OUT}`, 't/x: ?'],
    [`#!/usr/bin/env python3\necho foo > ${OUT}`, 't/x: ?'],
    [`#!/usr/bin/env bash\necho foo > ${OUT}`, 't/x: foo'],
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
    expect(callsOf(script(`for NAME in a b; do echo "$NAME" > ${OUT}; done`, NAMED))).toEqual(['t/x: ?']);
    expect(callsOf(script(`: "\${NAME:=other}"; echo "$NAME" > ${OUT}`, NAMED))).toEqual(['t/x: ?']);
    expect(callsOf(script(`. ./settings; echo "$NAME" > ${OUT}`, NAMED))).toEqual(['t/x: ?']);
    expect(callsOf(script(`echo '$NAME' > ${OUT}`, NAMED))).toEqual(['t/x: $NAME']);
  });

  test('may be a part of the name', () => {
    expect(callsOf(script(`echo "\${NAME}-tests.json" > ${OUT}`, NAMED))).toEqual(['t/x: greet-tests.json']);
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
