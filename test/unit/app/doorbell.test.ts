import { describe, expect, test } from '@jest/globals';
import { Doorbell, type Look, lookUntilDone, throwFailure } from '../../../src/app/doorbell.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const NEVER = new AbortController().signal;

/** A waiter at a doorbell for a second of a clock, and whether it still waits once all that can happen has happened. */
function aWaiter(doorbell: Doorbell, { clock = new FakeClock(), abort = NEVER } = {}) {
  let isOver = false;
  void doorbell.wait(clock, 1_000, abort).then(() => (isOver = true));
  const waits = async () => {
    await new Promise(setImmediate);
    return !isOver;
  };
  return { clock, waits };
}

describe('a waiter at a doorbell', () => {
  test('is woken by a ring', async () => {
    const doorbell = new Doorbell();
    const { waits } = aWaiter(doorbell);
    expect(await waits()).toBe(true);
    doorbell.ring();
    expect(await waits()).toBe(false);
  });

  test('goes on after its time, and not before', async () => {
    const { clock, waits } = aWaiter(new Doorbell());
    clock.advance(999);
    expect(await waits()).toBe(true);
    clock.advance(1);
    expect(await waits()).toBe(false);
  });

  test('goes on when the signal fires', async () => {
    const stop = new AbortController();
    const { waits } = aWaiter(new Doorbell(), { abort: stop.signal });
    stop.abort();
    expect(await waits()).toBe(false);
  });

  test('does not miss rings that came while nobody waited, which count as one', async () => {
    const doorbell = new Doorbell();
    doorbell.ring();
    doorbell.ring();
    expect(await aWaiter(doorbell).waits()).toBe(false);
    expect(await aWaiter(doorbell).waits()).toBe(true);
  });

  test('has used up the ring that woke it', async () => {
    const doorbell = new Doorbell();
    const { waits } = aWaiter(doorbell);
    doorbell.ring();
    expect(await waits()).toBe(false);
    expect(await aWaiter(doorbell).waits()).toBe(true);
  });
});

describe('looking until done', () => {
  const again: Look<string> = { kind: 'again', withinMs: 1_000 };

  test('looks at once, at each ring and after the time that a look gives, and gives what the last one found', async () => {
    const doorbell = new Doorbell();
    const clock = new FakeClock();
    const looks: Look<string>[] = [again, again, { kind: 'done', result: 'found' }];
    const look = () => Promise.resolve(looks.shift() ?? again);
    const found = lookUntilDone(look, { doorbell, clock, abort: NEVER });
    expect(looks).toHaveLength(2);
    doorbell.ring();
    await new Promise(setImmediate);
    expect(looks).toHaveLength(1);
    clock.advance(1_000);
    expect(await found).toBe('found');
  });

  test('looks again where it rang during a look', async () => {
    const doorbell = new Doorbell();
    let looks = 0;
    const look = (): Promise<Look<string>> => {
      looks += 1;
      if (looks === 1) doorbell.ring();
      return Promise.resolve(looks === 1 ? again : { kind: 'done', result: 'found' });
    };
    expect(await lookUntilDone(look, { doorbell, clock: new FakeClock(), abort: NEVER })).toBe('found');
  });

  test('ends with what a look throws', async () => {
    const look = () => Promise.reject(new Error('no right'));
    const waiting = { doorbell: new Doorbell(), clock: new FakeClock(), abort: NEVER };
    await expect(lookUntilDone(look, waiting)).rejects.toThrow('no right');
  });
});

test('of several collections the failure of the first that has one is thrown', () => {
  const collection = (failure?: Error) => ({ items: () => [], failure: () => failure });
  expect(() => throwFailure(collection(), collection())).not.toThrow();
  expect(() => throwFailure(collection(), collection(new Error('a')), collection(new Error('b')))).toThrow('a');
});
