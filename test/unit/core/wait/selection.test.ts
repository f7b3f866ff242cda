import { expect, test } from '@jest/globals';
import { collectionOf, describeSelection, type Selection } from '../../../../src/core/wait/selection.ts';

test.each<[Selection, string, object]>([
  [
    { kind: 'pipeline', name: 'deploy', runId: 'r1' },
    'pipeline deploy, run id r1',
    { labelSelector: 'subpipe.dev/run-id=r1' },
  ],
  [{ kind: 'signal', name: 'go', runId: 'r1' }, 'signal go, run id r1', { labelSelector: 'subpipe.dev/run-id=r1' }],
  [{ kind: 'selector', selector: 'app=x' }, 'label selector app=x', { labelSelector: 'app=x' }],
  [
    { kind: 'name', name: 'build-7' },
    'PipelineRun build-7',
    { labelSelector: '', fieldSelector: 'metadata.name=build-7' },
  ],
])('%j is watched as what it names', (selection, title, selectors) => {
  expect(describeSelection(selection)).toBe(title);
  expect(collectionOf(selection, 'ci')).toEqual({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    namespace: 'ci',
    ...selectors,
  });
  expect(collectionOf(selection, undefined)).not.toHaveProperty('namespace');
});
