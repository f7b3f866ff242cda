import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import { deskTrees } from '../support/e2e/desk-trees.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import type { EndedProgram } from '../support/e2e/programs.ts';
import * as tree from '../support/e2e/tree.ts';

jest.setTimeout(480_000);

const STEP_ACTION = new URL('../../tekton/wait-for-pipeline-stepaction.yaml', import.meta.url);

/** As the step of answer.yaml writes it. */
const TEXT = `It says "so", a=b,c; \\d+ $(whoami) \`id\` ünï→🚀
{"json": ["nested", {"deep": true}]} and\ta tab
100%`;
const LARGE = '7'.padStart(3_100, '0');

describe('tasks of a tree that wait', () => {
  const trees = deskTrees();
  let ended: EndedProgram;
  let main: PipelineRun;
  let answer: PipelineRun;
  let broken: PipelineRun;

  /** The values that a step has printed, each as `NAME BASE64`. */
  const printed = async (task: string, step: string): Promise<Readonly<Record<string, string>>> => {
    const lines = (await tree.stepLog(main, task, step)).trimEnd().split('\n');
    const values = lines.map((line) => line.split(' '));
    return Object.fromEntries(
      values.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')]),
    );
  };

  beforeAll(async () => {
    const files = await fixturePayloads('wait-forms', 'answer', 'break');
    const stepAction = await readFile(STEP_ACTION, 'utf8');
    const payload = `${files['wait-forms.yaml'] ?? ''}\n---\n${stepAction}`;
    const { runId, start } = await trees.prepare({ ...files, 'wait-forms.yaml': payload });
    ended = await start().ended;
    const runs = await tree.runsByPipeline(runId);
    [main, answer, broken] = ['wait-forms', 'answer', 'break'].map((name) => tree.entryOf(runs, name)) as [
      PipelineRun,
      PipelineRun,
      PipelineRun,
    ];
  });

  afterAll(() => trees.removeAll());

  test('go on as told where a child fails, which fails the tree all the same', () => {
    expect(main.status?.conditions?.[0]).toMatchObject({ status: 'True' });
    expect(ended.exitCode).toBe(1);
  });

  test('in the very task that signals, with the StepAction, have the results of the child byte for byte', async () => {
    const { namespace = '', name = '' } = answer.metadata;
    const { STATUS, RUN, RESULTS = '' } = await printed('step-action', 'use');

    expect({ STATUS, RUN }).toEqual({ STATUS: 'Succeeded', RUN: `${namespace}/${name}` });
    expect(JSON.parse(RESULTS)).toEqual({ text: TEXT });
  });

  test('with the Task have the results too, and those that are large as files of a workspace', async () => {
    const { namespace = '', name = '' } = answer.metadata;
    const { STATUS, MESSAGE, RESULTS = '', 'runs.json': runs = '', ...files } = await printed('read', 'read');

    expect(STATUS).toBe('Succeeded');
    expect(JSON.parse(RESULTS)).toEqual({ text: TEXT });
    expect(MESSAGE).toMatch(/\(left out of the results for their size: large \(3100 bytes\)\)$/);
    expect(files).toEqual({ 'results/text': TEXT, 'results/large': LARGE });
    expect(JSON.parse(runs)).toMatchObject([
      { run: `${namespace}/${name}`, status: 'Succeeded', results: { large: LARGE } },
    ]);
  });

  test('with the image wait for a child that another task asks for, and may print its logs', async () => {
    const log = await tree.stepLog(main, 'image', 'wait');

    expect(log.split('\n')).toContain(`[${answer.metadata.name ?? ''} answer/answer] the answer is on its way`);
    expect(logLines(log).at(-1)).toMatchObject({ code: 'wait-ended', outcome: 'succeeded' });
    expect(logLines(log).filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('tell the next step how a child failed: outcome, task, step and exit code', async () => {
    const { namespace = '', name = '' } = broken.metadata;
    const { STATUS, MESSAGE, EXIT_CODE } = await printed('failing', 'use');
    const failed = logLines(await tree.stepLog(main, 'failing', 'wait')).find(({ code }) => code === 'task-failed');

    expect({ STATUS, EXIT_CODE }).toEqual({ STATUS: 'Failed', EXIT_CODE: '1' });
    expect(MESSAGE).toMatch(new RegExp(`^${namespace}/${name}: task fall, step second, exit code 3: `));
    expect(failed).toMatchObject({ task: 'fall', step: 'second', exitCode: 3 });
  });
});
