import { describe, expect, test } from '@jest/globals';
import { prepareRun } from '../../../../src/app/inspect/prepare-run.ts';
import { aReporter, catalogOf, entryOf } from '../../../support/app-inputs.ts';
import { aPayload } from '../../../support/builders.ts';

const missed = { overrides: [{ name: 'nope', value: 'x' }] };
const mounting = aPayload('main', {
  tasks: {
    work: { steps: [{ name: 's', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'gone', key: 'k' } } }] }] },
  },
});

describe('a run is not begun', () => {
  test('with a pipeline that cannot be read, or that Tekton would refuse: all of it is listed', async () => {
    const entry = entryOf(['main'], { pipeline: 'gone' });
    await expect(
      prepareRun({ entry, catalog: catalogOf({}) }, { target: {}, onMiss: 'warn' }, aReporter()),
    ).rejects.toMatchObject({ code: 'bad-input', problems: ['no gone'] });
  });

  test('with an override that hits nothing, where those are to be rejected', async () => {
    const input = { entry: entryOf(['main'], missed), catalog: catalogOf({ main: aPayload('main') }) };
    const log = aReporter();
    await expect(prepareRun(input, { target: {}, onMiss: 'reject' }, log)).rejects.toMatchObject({
      code: 'bad-input',
      problems: [expect.stringContaining('param nope hits nothing')],
    });
    expect(log.lines).toEqual([]);
  });
});

describe('is reported before a run begins', () => {
  test('an override that hits nothing', async () => {
    const input = { entry: entryOf(['main'], missed), catalog: catalogOf({ main: aPayload('main') }) };
    const log = aReporter();
    const { main } = await prepareRun(input, { target: {}, onMiss: 'warn' }, log);
    expect(main.file).toBe('main.json');
    expect(log.lines).toEqual([expect.stringMatching(/^warn override-missed main\.json: .*param nope hits nothing/)]);
  });

  test('what the target changes, and what is likely to go wrong', async () => {
    const input = { entry: entryOf(['main']), catalog: catalogOf({ main: mounting }) };
    const log = aReporter();
    await prepareRun(input, { target: { serviceAccount: 'builder' }, onMiss: 'warn' }, log);
    expect(log.lines.filter((line) => line.startsWith('info target-applied'))).toHaveLength(1);
    expect(log.lines.filter((line) => line.startsWith('warn payload-problem'))).toEqual([
      expect.stringContaining('gone'),
    ]);
  });
});
