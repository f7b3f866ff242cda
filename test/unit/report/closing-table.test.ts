import { expect, test } from '@jest/globals';
import { closingTable } from '../../../src/report/closing-table.ts';

test('a row for each run, children indented, columns in line', () => {
  const rows = [
    { pipeline: 'main', namespace: 'ns-1', run: 'main-1', depth: 0, outcome: 'Succeeded', durationSeconds: 65 },
    { pipeline: 'deploy', namespace: 'ns-22', run: 'deploy-1', depth: 1, signal: 'go', outcome: 'Rejected' },
  ];
  expect(closingTable(rows).split('\n')).toEqual([
    'PIPELINE  RUN       NAMESPACE  OUTCOME    DURATION',
    'main      main-1    ns-1       Succeeded  1m5s',
    '  deploy  deploy-1  ns-22      Rejected   -',
  ]);
});
