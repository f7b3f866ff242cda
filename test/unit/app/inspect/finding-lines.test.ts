import type { Inspection } from '../../../../src/core/inspection.ts';
import { expect, test } from '@jest/globals';
import { fatalProblems, findingLines } from '../../../../src/app/inspect/finding-lines.ts';
import { inspectInput } from '../../../../src/app/inspect/inspect-input.ts';
import { catalogOf, entryOf } from '../../../support/app-inputs.ts';
import { aPayload } from '../../../support/builders.ts';

const broken = {
  spec: { params: [{ name: 'p' }], tasks: [{ name: 'a', taskRef: { name: 'work' } }] },
  tasks: { work: { params: [{ name: 'tag', default: 'x' }], steps: [{ name: 's', image: '$(params.tag)' }] } },
};

async function inspection(): Promise<Inspection> {
  const catalog = catalogOf({ main: aPayload('main', broken), unused: aPayload('unused', broken) });
  return inspectInput(
    { entry: entryOf(['main', 'unused', 'unreadable']), catalog },
    { target: { images: [{ from: 'docker.io', to: 'mirror.example' }] }, onMiss: 'warn' },
  );
}

test('a finding has its file in front, what cannot be read is fatal, a warning of the target is one', async () => {
  const lines = findingLines(await inspection());
  expect(lines).toContainEqual({ severity: 'fatal', pipeline: 'unreadable', text: 'no unreadable' });
  expect(lines).toContainEqual(
    expect.objectContaining({
      pipeline: 'main',
      text: expect.stringMatching(/^main\.json: PipelineRun run: param p has no default/),
    }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ severity: 'warning', text: expect.stringContaining('known only at run time') }),
  );
});

test('each thing is said once', async () => {
  const twice = await inspection();
  const { pipelines } = twice;
  expect(findingLines({ ...twice, pipelines: [...pipelines, ...pipelines] })).toEqual(findingLines(twice));
});

test('only what may be launched keeps a run from beginning', async () => {
  const problems = fatalProblems(await inspection());
  expect(problems).not.toEqual([]);
  expect(problems.filter((text) => !text.startsWith('main.json: '))).toEqual([]);
});
