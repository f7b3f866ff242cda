import { afterEach, describe, expect, test } from '@jest/globals';
import type { Timings } from '../../../../src/kube/api/timings.ts';
import { eventually } from '../../../support/eventually.ts';
import { type InPod, openInPod } from '../auth/in-pod.ts';

const place = { namespace: 'ci', name: 'pod', container: 'step-a' };
const opened: InPod[] = [];

type Following = InPod & { readonly lines: string[]; readonly stop: AbortController; readonly ended: Promise<void> };

async function follow(
  prepare: (pod: InPod) => void = ({ server }) => server.logs.append(place, ''),
  timings: Partial<Timings> = {},
): Promise<Following> {
  const pod = await openInPod(timings);
  opened.push(pod);
  prepare(pod);
  const lines: string[] = [];
  const stop = new AbortController();
  const ended = pod.cluster.followLog(place, { onLine: (line) => lines.push(line), abort: stop.signal });
  // Tests that care for the failure await `ended`.
  ended.catch(() => undefined);
  return { ...pod, lines, stop, ended };
}

/** Waits until the server has the follower. */
async function attached({ server }: InPod): Promise<void> {
  await eventually(() => server.logs.followerCount(place) === 1);
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((pod) => pod.close()));
});

describe('a log that is followed', () => {
  test('gives what is there, then each line as soon as it is written, and ends with the log', async () => {
    const following = await follow(({ server }) => server.logs.append(place, 'one\ntwo\n'));
    const { server, lines, ended } = following;
    await eventually(() => lines.length === 2);

    server.logs.append(place, 'thrée\nfo');
    await eventually(() => lines.length === 3);
    server.logs.append(place, 'ur');
    server.logs.end(place);
    await ended;

    expect(lines).toEqual(['one', 'two', 'thrée', 'four']);
    expect(server.requests.map(({ query }) => [...query])).toEqual([
      [
        ['container', 'step-a'],
        ['follow', 'true'],
      ],
    ]);
  });

  test('of a container that has ended already ends at once', async () => {
    const { lines, ended } = await follow(({ server }) => server.logs.set(place, 'all\n'));

    await ended;

    expect(lines).toEqual(['all']);
  });

  test('may stay silent for longer than a watch or an answer may', async () => {
    const following = await follow(undefined, { responseTimeoutMs: 150, watchIdleMs: 50 });
    const { server, lines, ended } = following;
    await attached(following);

    await new Promise((resolve) => setTimeout(resolve, 200));
    server.logs.append(place, 'late\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.logs.append(place, 'later\n');
    server.logs.end(place);
    await ended;

    expect(lines).toEqual(['late', 'later']);
  });

  test('ends at once with its signal, whose reason it throws, and tells nothing after it', async () => {
    const following = await follow();
    const { server, lines, stop, ended } = following;
    await attached(following);

    stop.abort(new Error('enough'));

    await expect(ended).rejects.toThrow('enough');
    server.logs.append(place, 'unheard\n');
    await eventually(() => server.logs.followerCount(place) === 0);
    expect(lines).toEqual([]);
  });

  test('ends with what the listener throws, and leaves no connection behind', async () => {
    const pod = await openInPod();
    opened.push(pod);
    pod.server.logs.append(place, 'one\n');
    const onLine = () => {
      throw new TypeError('our own bug');
    };

    await expect(pod.cluster.followLog(place, { onLine, abort: pod.abort })).rejects.toThrow('our own bug');

    await eventually(() => pod.server.logs.followerCount(place) === 0);
  });

  test('whose connection breaks is lost, and is not asked for again', async () => {
    const following = await follow(({ server }) => server.logs.append(place, 'one\n'));
    const { server, lines, ended } = following;
    await eventually(() => lines.length === 1);

    server.resetConnections();

    await expect(ended).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('cannot reach'),
    });
    expect(server.requests).toHaveLength(1);
  });

  test('takes a new token where the server refuses the old one', async () => {
    const { lines, ended } = await follow(({ server }) => {
      server.logs.set(place, 'one\n');
      server.faults.add({ kind: 'status', code: 401 });
    });

    await ended;

    expect(lines).toEqual(['one']);
  });
});

describe('a log that cannot be followed', () => {
  test('for lack of a right names the rule to add', async () => {
    const { ended } = await follow(({ server }) => {
      server.policy = ({ subresource }) => subresource !== 'log';
    });

    await expect(ended).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('not allowed to get pods/log pod in namespace ci: '),
      hint: 'add to a Role (or a bound ClusterRole) in namespace ci: {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}',
    });
  });

  test('because the pod is not there names the pod', async () => {
    const { ended } = await follow(() => undefined);

    await expect(ended).rejects.toMatchObject({
      code: 'api',
      message: expect.stringContaining('pods "pod" not found'),
    });
  });

  test('because its container has not started says so in the words of the server, and asks once', async () => {
    const message = 'container "step-a" in pod "pod" is waiting to start: PodInitializing';
    const { server, ended } = await follow(({ server: { faults } }) =>
      faults.add({ kind: 'status', code: 400, reason: 'BadRequest', message }),
    );

    await expect(ended).rejects.toMatchObject({ message: expect.stringContaining(message) });
    expect(server.requests).toHaveLength(1);
  });
});
