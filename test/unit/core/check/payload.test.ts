import { describe, expect, test } from '@jest/globals';
import { call, embedded, findingsOf, one, referenced } from '../../../support/check-world.ts';
import { FATAL_PAYLOADS } from '../../../support/fatal-payloads.ts';

const STEPS = 'steps: [{ name: s, image: i }]';
const LS = 'steps: [{ name: s, image: i, script: ls }]';
const WITH_PARAM = `params: [{ name: a }]\n${STEPS}`;
const WITH_WS = `workspaces: [{ name: w }]\n${STEPS}`;
const WS_RUN = 'workspaces: [{ name: ws, emptyDir: {} }]';

describe('what Tekton surely refuses, or what surely hangs, is fatal', () => {
  test.each(FATAL_PAYLOADS)('%s', (_title, yaml, expected) => {
    const found = findingsOf(yaml).filter((line) => line.startsWith('fatal: '));
    expect(found).toEqual([expect.stringContaining(expected)]);
  });

  test('and all of it is told at once', () => {
    const yaml = call(
      'runAfter: [x], params: [{ name: a, value: $(params.y) }]',
      `steps: [{ name: s, image: i, script: "$(params.z)" }]`,
      'params: [{ name: b }]\n',
    );
    expect(findingsOf(yaml).filter((line) => line.startsWith('fatal'))).toHaveLength(4);
  });
});

describe('what a run may get by with is a problem, not fatal', () => {
  const cases: readonly [string, string, string][] = [
    [
      'a missing param behind a when',
      call('when: [{ input: a, operator: in, values: [b] }]', WITH_PARAM),
      'param a of its Task has no default',
    ],
    [
      'a missing param of a task that may fail',
      call('onError: continue', WITH_PARAM),
      'param a of its Task has no default',
    ],
    [
      'a missing param that may propagate',
      embedded(
        `tasks: [{ name: t, taskSpec: { params: [{ name: a }], ${STEPS} } }]`,
        '  params: [{ name: a, value: x }]',
      ),
      'param a of its Task has no default',
    ],
    [
      'a workspace that the cluster may have a default for',
      one(WITH_WS),
      'its Task needs workspace w, and the task gives it none',
    ],
    [
      'a workspace variable that is not replaced',
      one('steps: [{ name: s, image: i, script: "ls $(workspaces.gone.path)" }]'),
      'uses $(workspaces.gone...)',
    ],
    [
      'a result that is declared twice',
      one(`results: [{ name: r }, { name: r }]\n${STEPS}`),
      'result r is there twice',
    ],
  ];

  test.each(cases)('%s', (_title, yaml, expected) => {
    expect(findingsOf(yaml)).toEqual([expect.stringMatching(/^problem: /)]);
    expect(findingsOf(yaml)[0]).toContain(expected);
  });
});

describe('what is only worth a look is a warning', () => {
  const cases: readonly [string, string, string][] = [
    [
      'a param that a Task does not know',
      call('params: [{ name: b, value: x }]', STEPS),
      'passes param b, which its Task does not declare',
    ],
    [
      'a workspace that the pipeline does not know',
      referenced('tasks: [{ name: t, taskRef: { name: k } }]', { k: STEPS }, { run: WS_RUN }),
      'binds workspace ws',
    ],
    [
      'a result that is nearly a signal',
      one(`results: [{ name: localpipelines-run-x }]\n${STEPS}`),
      'probably meant: localpipeline-run-x',
    ],
    [
      'an override of no signal',
      one(`results: [{ name: localpipeline-run-x-param-1 }]\n${STEPS}`),
      'localpipeline-run-x is not declared',
    ],
    [
      'a Pipeline that nobody uses',
      one(STEPS) +
        '---\napiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: other }\nspec: { tasks: [{ name: t, taskRef: { name: k } }] }\n',
      'Pipeline other: is in the payload',
    ],
  ];

  test.each(cases)('%s', (_title, yaml, expected) => {
    expect(findingsOf(yaml)).toEqual([expect.stringMatching(/^warning: /)]);
    expect(findingsOf(yaml)[0]).toContain(expected);
  });

  test('params that are missing in a child, whose signal may bring them', () => {
    const yaml = call('params: []', WITH_PARAM, 'params: [{ name: b }]\n');
    expect(findingsOf(yaml, 'child').map((line) => line.split(':')[0])).toEqual(['warning', 'warning']);
  });
});

describe('what Tekton takes is not found fault with', () => {
  const cases: readonly [string, string][] = [
    [
      'params that propagate',
      embedded(
        `tasks: [{ name: t, taskSpec: { steps: [{ name: s, image: i, script: 'echo $(params.a)' }] } }]`,
        '  params: [{ name: a, value: x }]',
      ),
    ],
    [
      'workspaces that propagate',
      embedded(
        `tasks: [{ name: t, taskSpec: { steps: [{ name: s, image: i, script: 'ls $(workspaces.ws.path)' }] } }]`,
        '  workspaces: [{ name: ws, emptyDir: {} }]',
      ),
    ],
    [
      'keys of an object',
      one(
        `params: [{ name: o, type: object, properties: { k: {} }, default: { k: v } }]\nsteps: [{ name: s, image: i, script: 'echo $(params.o.k)' }]`,
      ),
    ],
    [
      'an array and its items',
      one(
        `params: [{ name: a, type: array, default: [x] }]\nsteps: [{ name: s, image: i, args: ['$(params.a[*])', '$(params.a[0])'] }]`,
      ),
    ],
    [
      'names in brackets, with dots',
      one(`params: [{ name: a.b, default: x }]\nsteps: [{ name: s, image: i, script: "echo $(params['a.b'])" }]`),
    ],
    ['commands of a shell', one(`steps: [{ name: s, image: i, script: 'echo $(date) $$(params.no) \${params.no}' }]`)],
    ['variables in comments', one(`steps: [{ name: s, image: i, script: "# $(workspaces.old.path)\\nls" }]`)],
    [
      'forms that the webhook does not look into',
      one(`steps: [{ name: s, image: i, args: ['$(params["gone"][*])'], command: ['$(results["gone"].path)'] }]`),
    ],
    [
      'a param from a matrix',
      referenced('tasks: [{ name: t, taskRef: { name: k }, matrix: { params: [{ name: a, value: [x, y] }] } }]', {
        k: WITH_PARAM,
      }),
    ],
    [
      'a param from an included matrix',
      referenced(
        'tasks: [{ name: t, taskRef: { name: k }, matrix: { include: [{ name: "n $(params.a)", params: [{ name: a, value: x }] }] } }]',
        { k: WITH_PARAM },
      ),
    ],
    [
      'a result of a task from elsewhere',
      embedded(
        `tasks:\n- { name: t, taskRef: { resolver: git } }\n- { name: u, taskSpec: { params: [{ name: a }], ${STEPS} }, params: [{ name: a, value: "$(tasks.t.results.r[0])" }] }`,
      ),
    ],
    [
      'a custom task',
      embedded(
        'tasks: [{ name: t, taskRef: { apiVersion: x.dev/v1, kind: Wait, name: w }, params: [{ name: a, value: b }] }]',
      ),
    ],
    ['an optional workspace of a Task', one(`workspaces: [{ name: w, optional: true }]\n${LS}`)],
    [
      'names of results as an index',
      referenced(
        'tasks: [{ name: t, taskRef: { name: k } }, { name: u, taskRef: { name: j }, params: [{ name: a, value: "$(tasks.t.results.r.key)" }] }]',
        { k: `results: [{ name: r, type: object }]\n${STEPS}`, j: WITH_PARAM },
      ),
    ],
  ];

  test.each(cases)('%s', (_title, yaml) => {
    expect(findingsOf(yaml)).toEqual([]);
  });
});
