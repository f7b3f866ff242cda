import { expect, test } from '@jest/globals';
import { fittedCatalog } from '../../../../src/input/catalog/fitted-catalog.ts';
import type { Found } from '../../../../src/ports.ts';
import { aPayload } from '../../../support/builders.ts';

const catalogOf = (found: Found) => fittedCatalog({ find: () => Promise.resolve(found) }, { serviceAccount: 'robot' });

test('a payload comes fitted, with all else that was found', async () => {
  const found: Found = { ok: true, payload: aPayload('main'), notices: ['n'] };
  expect(await catalogOf(found).find('main')).toMatchObject({
    ok: true,
    notices: ['n'],
    payload: { run: { spec: { taskRunTemplate: { serviceAccountName: 'robot' } } } },
  });
});

test('what cannot be read comes as it is', async () => {
  const found: Found = { ok: false, problems: ['p'] };
  expect(await catalogOf(found).find('main')).toBe(found);
});
