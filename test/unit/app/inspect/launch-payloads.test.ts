import { expect, test } from '@jest/globals';
import { inspectInput } from '../../../../src/app/inspect/inspect-input.ts';
import { launchPayloads } from '../../../../src/app/inspect/launch-payloads.ts';
import { catalogOf, entryOf } from '../../../support/app-inputs.ts';
import { aPayload } from '../../../support/builders.ts';

const params = [{ name: 'p', default: 'old' }];
const payloads = Object.fromEntries(
  ['main', 'child', 'file'].map((name) => [name, aPayload(name, { tasks: { work: { params, steps: [] } } })]),
);
const target = { serviceAccount: 'builder' };

async function prepared() {
  const catalog = catalogOf(payloads);
  const entry = entryOf(['main', 'child'], { overrides: [{ task: 'work', name: 'p', value: 'new' }] });
  const inspection = await inspectInput({ entry, catalog }, { target, onMiss: 'warn' });
  return { inspection, catalog, launches: launchPayloads(inspection, { catalog, target }) };
}

test('main and its mappings are launched as they were inspected, and not looked up again', async () => {
  const { inspection, catalog, launches } = await prepared();
  const [main, child] = inspection.pipelines.map(({ launched }) => launched?.payload);
  const looked = catalog.asked.length;
  expect(launches.main).toBe(main);
  expect(await launches.find('child')).toEqual({ ok: true, payload: child });
  expect(catalog.asked).toHaveLength(looked);
});

test('a file that is not mapped is looked up, and gets the target', async () => {
  const { launches } = await prepared();
  expect(await launches.find('file')).toMatchObject({
    ok: true,
    payload: { file: 'file.json', run: { spec: { taskRunTemplate: { serviceAccountName: 'builder' } } } },
  });
});

test('main, where a signal names it, has the target and not the overrides of the entry document', async () => {
  const { launches } = await prepared();
  expect(JSON.stringify(launches.main)).toContain('"new"');
  const again = await launches.find('main');
  expect(JSON.stringify(again)).not.toContain('"new"');
  expect(JSON.stringify(again)).toContain('"builder"');
});

test('what is nowhere is not found, with the reason', async () => {
  const { launches } = await prepared();
  expect(await launches.find('nowhere')).toEqual({ ok: false, problems: ['no nowhere'] });
});

test('without a main pipeline that can be read there is nothing to launch', () => {
  const nothing = { pipelines: [], graph: { nodes: [], edges: [] } };
  expect(() => launchPayloads(nothing, { catalog: catalogOf({}), target })).toThrow(/main pipeline/);
});
