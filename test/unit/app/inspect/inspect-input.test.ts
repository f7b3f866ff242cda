import { describe, expect, test } from '@jest/globals';
import { inspectInput, type InspectOptions } from '../../../../src/app/inspect/inspect-input.ts';
import type { Entry } from '../../../../src/core/entry.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import { catalogOf, entryOf } from '../../../support/app-inputs.ts';
import { aPayload } from '../../../support/builders.ts';

/** A payload whose one task launches the pipelines of these names. */
function calling(name: string, ...called: readonly string[]): Payload {
  const script = called.map((each, index) => `echo -n ${each} > $(results.localpipeline-run-${index}.path)`).join('\n');
  const results = called.map((_, index) => ({ name: `localpipeline-run-${index}` }));
  return aPayload(name, { tasks: { call: { results, steps: [{ name: 's', image: 'i', script }] } } });
}

const inspect = (entry: Entry, payloads: Readonly<Record<string, Payload>>, options: Partial<InspectOptions> = {}) =>
  inspectInput({ entry, catalog: catalogOf(payloads) }, { target: {}, onMiss: 'warn', ...options });

describe('what is looked at', () => {
  test('main, every mapping, and every file that a task names, each once and in this order', async () => {
    const payloads = {
      main: calling('main', 'file', 'mapped', 'file'),
      mapped: aPayload('mapped'),
      file: calling('file', 'deeper', 'main'),
      deeper: aPayload('deeper'),
    };
    const catalog = catalogOf(payloads);
    const entry = entryOf(['main', 'mapped']);
    const { pipelines } = await inspectInput({ entry, catalog }, { target: {}, onMiss: 'warn' });
    expect(pipelines.map(({ name, isMain }) => `${name}${isMain ? ' (main)' : ''}`)).toEqual([
      'main (main)',
      'mapped',
      'file',
      'deeper',
    ]);
    expect(catalog.asked).toEqual(['main', 'mapped', 'file', 'deeper']);
  });

  test('not what is in a cluster', async () => {
    const { pipelines } = await inspect(entryOf(['main', 'there']), { main: aPayload('main') }, { unseen: ['there'] });
    expect(pipelines[1]).toEqual({ name: 'there', isMain: false, isReachable: false, unreadable: [] });
  });
});

describe('what is found', () => {
  test('of a mapping that cannot be read: why', async () => {
    const { pipelines } = await inspect(entryOf(['main', 'bad']), { main: aPayload('main') });
    expect(pipelines[1]).toMatchObject({ name: 'bad', unreadable: ['no bad'] });
  });

  test('of a name that a task launches and that is nowhere: a problem at that task, and a node that is not known', async () => {
    const { pipelines, graph } = await inspect(entryOf(['main']), { main: calling('main', 'nowhere') });
    expect(graph.nodes).toContainEqual({ name: 'nowhere', isMain: false, isKnown: false });
    expect(pipelines).toHaveLength(1);
    expect(pipelines[0]?.launched?.findings).toContainEqual(
      expect.objectContaining({
        severity: 'problem',
        message: expect.stringContaining('would be rejected: no nowhere'),
      }),
    );
  });

  test('of a mapping that nothing can launch: that it is not reachable', async () => {
    const { pipelines } = await inspect(entryOf(['main', 'unused']), {
      main: aPayload('main'),
      unused: aPayload('unused'),
    });
    expect(pipelines.map(({ isReachable }) => isReachable)).toEqual([true, false]);
  });

  test.each([
    ['reject', 'fatal'],
    ['warn', 'warning'],
  ] as const)('of an override that hits nothing, with %s: a %s', async (onMiss, severity) => {
    const entry = entryOf(['main'], { overrides: [{ name: 'nope', value: 'x' }] });
    const { pipelines } = await inspect(entry, { main: aPayload('main') }, { onMiss });
    expect(pipelines[0]?.launched).toMatchObject({
      misses: [expect.stringContaining('param nope hits nothing')],
      findings: [{ severity, message: expect.stringContaining('param nope hits nothing') }],
    });
  });
});

test('overrides are for main alone, the target is for all', async () => {
  const params = [{ name: 'p', default: 'old' }];
  const payloads = Object.fromEntries(
    ['main', 'child'].map((name) => [name, aPayload(name, { tasks: { work: { params, steps: [] } } })]),
  );
  const overrides = [{ task: 'work', name: 'p', value: 'new' }];
  const target = { serviceAccount: 'builder' };
  const { pipelines } = await inspect(entryOf(['main', 'child'], { overrides }), payloads, { target });
  const [main, child] = pipelines.map(({ launched }) => launched?.payload);
  expect([main, child].map((each) => each?.run.spec.taskRunTemplate?.serviceAccountName)).toEqual([
    'builder',
    'builder',
  ]);
  expect(JSON.stringify(main)).toContain('"new"');
  expect(JSON.stringify(child)).not.toContain('"new"');
});
