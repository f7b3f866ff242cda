import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { LABEL_RUN_ID } from '../../src/core/launch/labels.ts';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { startProgram, withFolder } from '../support/e2e/programs.ts';
import { saveLogs } from '../support/e2e/save-logs.ts';
import * as tree from '../support/e2e/tree.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(300_000);

const runId = `conv-${randomBytes(4).toString('hex')}`;
/** What a shell, JSON, YAML or Kubernetes might take for something else. */
const NEW = 'it\'s "new" \\ $HOME ${HOME} ü';

describe('overrides on a real cluster', () => {
  let main: PipelineRun;
  let child: PipelineRun;

  beforeAll(async () => {
    const files = await fixturePayloads('overrides', 'overrides-child');
    const all = (task: string) => [
      { task, name: 'text', value: NEW },
      { task, name: 'list', value: ['new-0', 'new 1', ''] },
      { task, name: 'map', value: { k: 'new-k' } },
    ];
    const params = [
      ...['by-default', 'by-pipeline', 'embedded'].flatMap(all),
      { task: 'embedded', name: 'inherited', value: 'new' },
      { task: 'fan-out', name: 'text', value: NEW },
      { name: 'own', value: 'new' },
      { name: 'passed-by-run', value: 'new' },
    ];
    const entry = JSON.stringify({ ...(JSON.parse(files['entry.json'] ?? '') as object), params });
    const ended = await withFolder({ ...files, 'entry.json': entry }, (folder) => {
      const args = ['run', `${folder}/entry.json`, `--run-id=${runId}`, '--cleanup=never', '--timeout=4m'];
      return startProgram('subpipe', args).ended;
    });
    if (ended.exitCode !== 0) throw new Error(`exit code ${ended.exitCode ?? 'none'}\n${ended.stderr}`);
    const runs = await tree.runsByPipeline(runId);
    main = tree.entryOf(runs, 'overrides');
    child = tree.entryOf(runs, 'overrides-child');
  });

  afterAll(async () => {
    await saveLogs(runId, runId);
    const ofTree = ['-l', `${LABEL_RUN_ID}=${runId}`];
    await kubectl(['delete', 'namespace', '--wait=false', '--ignore-not-found', ...ofTree]);
    await kubectl(['delete', 'configmap', '-A', '--ignore-not-found', ...ofTree]);
  });

  const printed = async (run: PipelineRun, task: string) =>
    (await tree.stepLog(run, task, 'print')).trimEnd().split('\n');

  test.each([
    ['the default of the Task', 'by-default'],
    ['what the task of the pipeline passes on from the pipeline', 'by-pipeline'],
  ])('win over %s, in strings, arrays and objects', async (_title, task) => {
    expect(await printed(main, task)).toEqual([
      `template=${NEW}`,
      `exact=${NEW}`,
      `inside=<${NEW}>`,
      'items=new-0',
      'keys=new-k kept',
      'from=yes',
      'arg=new-0',
      'arg=new 1',
      'arg=',
      'arg=last',
      `script=${NEW}`,
    ]);
  });

  test('win in an embedded task, over params of the pipeline that go by the same names', async () => {
    expect(await printed(main, 'embedded')).toEqual([
      `template=${NEW}`,
      `exact=${NEW}`,
      'inherited=new',
      'items=new-0 new 1',
      'keys=new-k kept',
      'arg=new-0',
      'arg=new 1',
      'arg=',
      `script=${NEW}`,
    ]);
  });

  test('win over a matrix, which runs once', async () => {
    const taskRuns = await tree.taskRunsIn(main.metadata.namespace ?? '', main.metadata.name ?? '');
    const fannedOut = taskRuns.filter(({ metadata }) => metadata.labels?.['tekton.dev/pipelineTask'] === 'fan-out');

    expect(fannedOut).toHaveLength(1);
    expect(await printed(main, 'fan-out')).toContain(`exact=${NEW}`);
  });

  test('win over the default and the value of a param of the pipeline itself, and others keep theirs', async () => {
    expect(await printed(main, 'last')).toEqual(['own=new passed-by-run=new text=old']);
  });

  test('leave a task alone that uses the same Task and is not named', async () => {
    expect(await printed(main, 'untouched')).toEqual([
      'template=literal',
      'exact=literal',
      'inside=<literal>',
      'items=old',
      'keys=old kept',
      'from=yes',
      'arg=old',
      'arg=last',
      'script=literal',
    ]);
  });

  test('of a signal reach the steps of the child', async () => {
    expect(await printed(child, 'echo')).toEqual([
      `text=it's "new" \\ ü`,
      'keys=new-k kept',
      'arg=new-0',
      'arg=',
      'arg=new 2',
    ]);
  });
});
