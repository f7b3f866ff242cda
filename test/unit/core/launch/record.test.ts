import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { type LaunchRecord, readLaunchRecords, writeLaunchRecords } from '../../../../src/core/launch/record.ts';
import { OUTCOMES, type Outcome } from '../../../../src/core/outcome.ts';
import { aPipelineRun } from '../../../support/builders.ts';

const main = mainLaunch('r1', 'main');
const record: LaunchRecord = { signal: 's', taskRun: 't', pipeline: 'p' };

function withAnnotation(text: string) {
  const run = aPipelineRun(main);
  return { ...run, metadata: { ...run.metadata, annotations: { 'subpipe.dev/launches': text } } };
}

const text = fc.string({ minLength: 1, maxLength: 40 });
const records = fc.uniqueArray(
  fc.record(
    {
      signal: text,
      taskRun: text,
      pipeline: text,
      run: text,
      outcome: fc.constantFrom(...(Object.keys(OUTCOMES) as Outcome[])),
      message: text,
    },
    { requiredKeys: ['signal', 'taskRun', 'pipeline'] },
  ),
  { selector: ({ signal, taskRun }) => `${taskRun}/${signal}` },
);

test('records come back as they were written, whatever they hold', () => {
  fc.assert(
    fc.property(records, (written) => {
      const read = readLaunchRecords(withAnnotation(writeLaunchRecords(written)));
      expect(read.toSorted(byKey)).toEqual(written.toSorted(byKey));
    }),
  );
});

const byKey = (a: LaunchRecord, b: LaunchRecord) => (`${a.taskRun}/${a.signal}` < `${b.taskRun}/${b.signal}` ? -1 : 1);

test('equal records give equal text, in whatever order they come', () => {
  const many = ['a', 'b', 'c', 'd'].map((signal) => ({ ...record, signal }));
  expect(writeLaunchRecords(many.toReversed())).toBe(writeLaunchRecords(many));
});

test('a message of any length leaves room for others in the annotations', () => {
  const [read] = readLaunchRecords(withAnnotation(writeLaunchRecords([{ ...record, message: 'x'.repeat(300_000) }])));
  expect(read?.message).toBe('x'.repeat(1024));
});

describe('what is no record is left out', () => {
  test.each([
    ['no JSON', '{', []],
    ['no array', '{"signal":"s"}', []],
    ['null', 'null', []],
    ['items of another shape', '[null, 1, "x", {}, {"signal":"s","taskRun":"t"}]', []],
    ['an unknown outcome', JSON.stringify([{ ...record, outcome: 'toString' }]), []],
    ['a message that is no text', JSON.stringify([{ ...record, message: 1 }]), []],
    ['one bad among good ones', JSON.stringify([record, { ...record, run: 1 }]), [record]],
  ])('%s', (_title, annotation, expected) => expect(readLaunchRecords(withAnnotation(annotation))).toEqual(expected));

  test('no annotation', () => expect(readLaunchRecords(aPipelineRun(main))).toEqual([]));
});
