import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { NAMESPACE_ISOLATION_PERMISSIONS } from '../../src/app/run/preflight.ts';
import type { Permission } from '../../src/ports.ts';

type Rule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
};
type Role = { readonly kind: string; readonly metadata: { readonly name: string }; readonly rules?: readonly Rule[] };

const objects = parseAllDocuments(readFileSync('tekton/rbac.yaml', 'utf8')).map((each) => each.toJS() as Role);
const controller = objects.find(
  ({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'subpipe-controller',
);

/** `verb group/resource/subresource name` of each right that a rule gives. */
function granted({ apiGroups, resources, verbs, resourceNames = [''] }: Rule): readonly string[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => resourceNames.map((name) => `${verb} ${group}/${resource} ${name}`.trim())),
    ),
  );
}

function wanted({ verb, group, resource, subresource, name = '' }: Permission): string {
  return `${verb} ${group}/${resource}${subresource === undefined ? '' : `/${subresource}`} ${name}`.trim();
}

test('the ClusterRole of the controller grants what a run is checked for before it begins, no less and no more', () => {
  const rights = (controller?.rules ?? []).flatMap(granted);
  expect(rights.toSorted()).toEqual(NAMESPACE_ISOLATION_PERMISSIONS.map(wanted).toSorted());
});
