import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyOverrides } from '../../../../src/core/override/apply.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import { applyTarget } from '../../../../src/core/target/apply.ts';
import { targetProblems } from '../../../../src/core/target/problems.ts';
import type { Target } from '../../../../src/core/target/target.ts';
import { aPayload } from '../../../support/builders.ts';
import { CLAIM, OWN, SPEC, TASK, WORKSPACES } from '../../../support/target-payload.ts';

const fitted = (target: Target, given: Payload) => applyTarget(given, target);

const image = fc.constantFrom('alpine', 'icr.io/a/b:1', 'quay.io/x', '$(params.i)', 'reg.corp/x');
const aFit: fc.Arbitrary<Target> = fc
  .record(
    {
      storageClass: fc.constantFrom('', 'fast'),
      storageSize: fc.constantFrom('5Gi', '100Mi'),
      emptyDir: fc.subarray(['ws', 'scratch', 'conf', 'cache', 'nope', '*']),
      images: fc.array(
        fc.record({
          from: fc.constantFrom('docker.io', 'icr.io', 'icr.io/a', 'quay.io'),
          to: fc.constantFrom('reg.corp/m', 'icr.io/m', 'reg.corp'),
        }),
        { maxLength: 3 },
      ),
      imagePullSecrets: fc.subarray(['old', 'pull']),
      serviceAccount: fc.constant('runner'),
      nodeSelector: fc.dictionary(fc.constantFrom('zone', 'pool'), fc.constantFrom('a', 'b')),
      tolerations: fc.array(fc.constantFrom({ key: 'k' }, { key: 'd', operator: 'Exists' }), { maxLength: 2 }),
      timeouts: fc.constantFrom({ pipeline: '20m' }, { tasks: '2h' }, { finally: '5m', pipeline: '3h' }),
    },
    { requiredKeys: [] },
  )
  .filter((target) => targetProblems(target).length === 0);
const aPayloadToFit = fc.tuple(fc.array(image, { minLength: 1 }), fc.boolean()).map(([images, own]) => {
  const steps = images.map((each, index) => ({ name: `s${index}`, image: each }));
  return aPayload('main', {
    tasks: { work: { ...TASK, steps } },
    spec: SPEC,
    run: own ? OWN : WORKSPACES,
    objects: [CLAIM],
  });
});

describe('fitting', () => {
  test('with nothing changes nothing', () => {
    fc.assert(
      fc.property(aPayloadToFit, (given) =>
        expect(fitted({}, given)).toEqual({ payload: given, changes: [], warnings: [] }),
      ),
    );
  });

  test('a second time changes nothing', () => {
    fc.assert(
      fc.property(aPayloadToFit, aFit, (given, target) => {
        const once = fitted(target, given).payload;
        const twice = fitted(target, once);
        expect(twice.payload).toEqual(once);
        expect(twice.changes).toEqual([]);
      }),
    );
  });

  test('touches nothing but what it names', () => {
    /** The payload without every place that the fit may change. */
    const untouched = (given: Payload, target: Target): unknown => {
      const names = new Map<string, boolean>([
        ['storageClassName', target.storageClass !== undefined],
        ['annotations', target.storageClass !== undefined],
        ['resources', target.storageSize !== undefined],
        ['image', target.images !== undefined],
        ['imagePullSecrets', target.imagePullSecrets !== undefined],
        ['serviceAccountName', target.serviceAccount !== undefined],
        ['nodeSelector', target.nodeSelector !== undefined],
        ['tolerations', target.tolerations !== undefined],
        ['timeouts', target.timeouts !== undefined],
        ['workspaces', target.emptyDir !== undefined],
      ]);
      const objects = given.objects.filter(
        ({ kind }) => target.emptyDir === undefined || kind !== 'PersistentVolumeClaim',
      );
      const text = JSON.stringify({ ...given, objects }, (key, value: unknown) =>
        names.get(key) === true ? undefined : value,
      );
      // A template that holds nothing but what was added counts as none.
      return text
        .replace(/"(podTemplate|taskRunTemplate)":\{\},?/g, '')
        .replace(/"(podTemplate|taskRunTemplate)":\{\},?/g, '')
        .replace(/,\}/g, '}');
    };
    fc.assert(
      fc.property(aPayloadToFit, aFit, (given, target) => {
        expect(untouched(fitted(target, given).payload, target)).toEqual(untouched(given, target));
      }),
    );
  });

  test('and overriding give the same in either order', () => {
    const overrides = [{ task: 'work', name: 'image', value: 'quay.io/mine' }];
    fc.assert(
      fc.property(aPayloadToFit, aFit, (given, target) => {
        const fittedFirst = applyOverrides(fitted(target, given).payload, overrides).payload;
        const overriddenFirst = fitted(target, applyOverrides(given, overrides).payload).payload;
        expect(fittedFirst).toEqual(overriddenFirst);
      }),
    );
  });
});
