import { embedded, referenced } from './yaml-payloads.ts';

/*
 * Payloads that Tekton refuses, or that hang: what the checks say of each is proven in test/unit, that it is true in
 * test/e2e/fatal-findings.test.ts.
 */

// With a command, or Tekton asks a registry for one, and that is what would fail.
const STEP = 'name: s, image: subpipe/sample-tools:0.1.0, imagePullPolicy: IfNotPresent, command: [sleep, "60"]';
const STEPS = `steps: [{ ${STEP} }]`;
const WITH_PARAM = `params: [{ name: a }]\n${STEPS}`;
const WITH_WS = `workspaces: [{ name: w }]\n${STEPS}`;
const WS_RUN = 'workspaces: [{ name: ws, emptyDir: {} }]';
const claimed = (task: string) =>
  referenced(
    `workspaces: [{ name: ws }]\ntasks: [{ name: t, taskRef: { name: k }, ${task}workspaces: [{ name: w, workspace: ws }] }]`,
    { k: WITH_WS },
    { run: 'workspaces: [{ name: ws, persistentVolumeClaim: { claimName: lost } }]' },
  );
const one = (spec: string) => referenced('tasks: [{ name: t, taskRef: { name: k } }]', { k: spec });
const call = (task: string, spec: string, more = '') =>
  referenced(`${more}tasks: [{ name: t, taskRef: { name: k }, ${task} }]`, { k: spec });

/** Title, payload, and what the one fatal finding says. */
export const FATAL_PAYLOADS: readonly [string, string, string][] = [
  [
    'two tasks of one name',
    referenced('tasks: [{ name: t, taskRef: { name: k } }, { name: t, taskRef: { name: k } }]', { k: STEPS }),
    'Pipeline p: task t is there twice, as number 1 and 2',
  ],
  [
    'a task and a final task of one name',
    referenced('tasks: [{ name: t, taskRef: { name: k } }]\nfinally: [{ name: t, taskRef: { name: k } }]', {
      k: STEPS,
    }),
    'Pipeline p: task t is there twice',
  ],
  ['two steps of one name', one(`steps: [{ ${STEP} }, { ${STEP} }]`), 'Task k: step s is there twice'],
  [
    'two params of one name',
    one(`params: [{ name: a, default: x }, { name: a, default: y }]\n${STEPS}`),
    'Task k: param a is there',
  ],
  [
    'two values of one param',
    embedded(
      `tasks: [{ name: t, taskSpec: { ${STEPS} } }]`,
      '  params: [{ name: a, value: x }, { name: a, value: y }]',
    ),
    'PipelineRun r: param a is there twice',
  ],
  [
    'a param of the pipeline without a value',
    call('params: []', STEPS, 'params: [{ name: a }]\n'),
    'PipelineRun r: param a has no default and no value',
  ],
  ['a param of a Task without a value', one(WITH_PARAM), 'Pipeline p, task t: param a of its Task has no default'],
  [
    'a workspace that the run does not bind',
    call('runAfter: []', STEPS, 'workspaces: [{ name: ws }]\n'),
    'PipelineRun r: workspace ws of the pipeline is not bound',
  ],
  [
    'a workspace that the pipeline does not declare',
    call('workspaces: [{ name: w, workspace: ws }]', WITH_WS),
    'Pipeline p, task t: uses workspace ws, which the pipeline does not declare; declared: none',
  ],
  [
    'a workspace that the Task does not declare',
    referenced(
      'workspaces: [{ name: ws }]\ntasks: [{ name: t, taskRef: { name: k }, workspaces: [{ name: v, workspace: ws }] }]',
      { k: STEPS },
      { run: WS_RUN },
    ),
    'Pipeline p, task t: gives workspace v, which its Task does not declare',
  ],
  [
    'an optional workspace that a Task needs',
    call('workspaces: [{ name: w, workspace: ws }]', WITH_WS, 'workspaces: [{ name: ws, optional: true }]\n'),
    'its Task needs workspace w, but ws is optional',
  ],
  [
    'an order after nobody',
    call('runAfter: [gone]', STEPS),
    'Pipeline p, task t: runAfter names task gone, which is not in the pipeline; its tasks: t',
  ],
  [
    'an order in finally',
    referenced(
      'tasks: [{ name: t, taskRef: { name: k } }]\nfinally: [{ name: f, runAfter: [t], taskRef: { name: k } }]',
      { k: STEPS },
    ),
    'runAfter is not allowed in finally',
  ],
  [
    'a circle',
    referenced(
      'tasks: [{ name: a, runAfter: [b], taskRef: { name: k } }, { name: b, runAfter: [c], taskRef: { name: k } }, { name: c, runAfter: [a], taskRef: { name: k } }]',
      { k: STEPS },
    ),
    'Pipeline p: tasks wait for each other: a -> b -> c -> a',
  ],
  [
    'a circle by way of a result',
    referenced(
      'tasks: [{ name: a, runAfter: [b], taskRef: { name: k } }, { name: b, taskRef: { name: k }, params: [{ name: x, value: $(tasks.a.results.r) }] }]',
      { k: `results: [{ name: r }]\n${STEPS}` },
    ),
    'tasks wait for each other: a -> b -> a',
  ],
  [
    'an unknown param in a script',
    one('steps: [{ name: s, image: i, script: "echo $(params.gone)" }]'),
    'Task k, step s: script uses $(params.gone), which is not declared; params: none',
  ],
  [
    'an unknown param in brackets',
    one(`steps: [{ name: s, image: i, command: [x], args: ['$(params["gone"])'] }]`),
    'args[0] uses $(params.gone)',
  ],
  [
    'an unknown param of the pipeline',
    call('params: [{ name: a, value: $(params.gone) }]', WITH_PARAM),
    'Pipeline p, task t: uses $(params.gone)',
  ],
  [
    'an unknown param in when',
    call('when: [{ input: $(params.gone), operator: in, values: [x] }]', STEPS),
    'uses $(params.gone)',
  ],
  [
    'an unknown result of the Task itself',
    one('steps: [{ name: s, image: i, script: "echo > $(results.gone.path)" }]'),
    'Task k, step s: script uses $(results.gone.path), which is not declared',
  ],
  [
    'a result of no task',
    call('params: [{ name: a, value: $(tasks.gone.results.r) }]', WITH_PARAM),
    'but the pipeline has no task gone; tasks: t',
  ],
  [
    'a result that a task does not have',
    referenced(
      'tasks: [{ name: t, taskRef: { name: k } }, { name: u, taskRef: { name: k }, params: [{ name: a, value: $(tasks.t.results.gone) }] }]',
      { k: STEPS },
    ),
    'Pipeline p, task u: uses $(tasks.t.results.gone), but task t has no such result; results: none',
  ],
  [
    'what the run says of no task',
    referenced(
      'tasks: [{ name: t, taskRef: { name: k } }]',
      { k: STEPS },
      { run: 'taskRunSpecs: [{ pipelineTaskName: gone }]' },
    ),
    'taskRunSpecs names task gone',
  ],
  [
    'a claim that is not there',
    claimed(''),
    'PipelineRun r, workspace ws: needs PersistentVolumeClaim lost, which is not in the payload',
  ],
];
