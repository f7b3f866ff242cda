import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asLaunched, childLaunch, isRunOf, launchOfRun, mainLaunch } from '../../../../src/core/launch/launch.ts';
import { isLabelValue } from '../../../../src/core/k8s/names.ts';
import { aPipelineRun } from '../../../support/builders.ts';

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const main = mainLaunch('r1', 'main');
const source = { parentUid: 'u1', taskRun: 'main-build', signal: 'deploy' };
const asked = { pipeline: 'deploy.json', overrides: [] };
const child = childLaunch(main, source, asked);

const sources = fc.record({
  parentUid: fc.uuid(),
  taskRun: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,60}$/),
  signal: fc.stringMatching(/^[A-Za-z0-9_.-]{1,120}$/),
});

describe('the identity of a launch', () => {
  test('follows from run, TaskRun and signal alone', () => {
    const again = childLaunch(main, { ...source }, { pipeline: 'other', overrides: [{ name: 'a', value: 'b' }] });
    expect([again.identity, again.name, again.namespace]).toEqual([child.identity, child.name, child.namespace]);
  });

  test.each([
    ['the signalling run', { parentUid: 'u2' }],
    ['the TaskRun', { taskRun: 'main-test' }],
    ['the signal', { signal: 'deploy-2' }],
  ])('differs with %s', (_what, other) => {
    const launch = childLaunch(main, { ...source, ...other }, asked);
    expect(launch.identity).not.toBe(child.identity);
    expect(launch.namespace).not.toBe(child.namespace);
  });

  test('of main follows from the run id alone', () => {
    expect(mainLaunch('r1', 'other').identity).toBe(main.identity);
    expect(mainLaunch('r2', 'main').identity).not.toBe(main.identity);
  });

  test('gives names that are DNS labels, and valid label values, whatever the signal is called', () => {
    fc.assert(
      fc.property(sources, (any) => {
        const launch = childLaunch(main, any, asked);
        for (const name of [launch.name, launch.namespace]) {
          expect(name).toMatch(DNS_LABEL);
          expect(name.length).toBeLessThanOrEqual(63);
        }
        expect(launch.namespace).toMatch(/^subpipe-/);
        expect(isLabelValue(launch.identity)).toBe(true);
      }),
    );
  });

  test('gives distinct names to distinct sources', () => {
    fc.assert(
      fc.property(sources, sources, (one, other) => {
        fc.pre(one.parentUid !== other.parentUid || one.taskRun !== other.taskRun || one.signal !== other.signal);
        expect(childLaunch(main, one, asked).name).not.toBe(childLaunch(main, other, asked).name);
      }),
    );
  });

  test('keeps the run id, goes one deeper, and knows the run that asked', () => {
    const { namespace, name } = child;
    expect(childLaunch(child, source, asked)).toMatchObject({
      runId: 'r1',
      depth: 2,
      source: { ...source, parentRun: { namespace, name } },
    });
  });
});

describe('a PipelineRun', () => {
  const run = aPipelineRun(child);

  test('is of its launch and of no other', () => {
    expect(isRunOf(run, child)).toBe(true);
    expect(isRunOf(run, main)).toBe(false);
  });

  test.each([
    ['another name', { name: 'x' }],
    ['another namespace', { namespace: 'x' }],
    ['no labels', { labels: {} }],
    ['the identity of another launch', { labels: { ...run.metadata.labels, 'subpipe.dev/launch': 'x' } }],
    ['another run id', { labels: { ...run.metadata.labels, 'subpipe.dev/run-id': 'x' } }],
  ])('with %s is not of the launch', (_what, other) => {
    expect(isRunOf({ ...run, metadata: { ...run.metadata, ...other } }, child)).toBe(false);
  });

  test('says which launch it is of', () => {
    expect(launchOfRun(run, main)).toEqual(child);
  });

  test('of main says none', () => expect(launchOfRun(aPipelineRun(main), main)).toBeUndefined());

  test.each(Object.keys(run.metadata.annotations ?? {}).filter((key) => /parent|source|signal/.test(key)))(
    'whose annotation %s was changed says none, or not that one',
    (key) => {
      const annotations = { ...run.metadata.annotations, [key]: 'changed' };
      const found = launchOfRun({ ...run, metadata: { ...run.metadata, annotations } }, main);
      // The parent is known to whoever asks: its name in the annotation is for people.
      expect(found).toEqual(key === 'subpipe.dev/parent-run' ? child : undefined);
    },
  );

  test('says what a launch was carried out with, where one is there', () => {
    const asked = { ...child, pipeline: 'asked-later' };
    expect(asLaunched(asked, run)).toEqual(child);
    expect(asLaunched(asked, undefined)).toBe(asked);
  });
});
