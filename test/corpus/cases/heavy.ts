import { gzipSync } from 'node:zlib';
import type { Case } from '../run-case.ts';
import { exportOf, KEY, MANIFESTS } from './sources.ts';

const MB = 1024 * 1024;

const entry = (title: string, content: string): Case => ({
  title: `entry document: ${title}`,
  args: ['run', 'FOLDER/entry.json'],
  files: { 'entry.json': content },
});
const payload = (title: string, content: string): Case => ({
  title: `payload: ${title}`,
  args: ['run', '--payload', 'FOLDER/main'],
  files: { main: content },
  env: { SUBPIPE_KEY: KEY },
});

function aliasBomb(): string {
  const names = Array.from('abcdefghij');
  const lists = names.map((name, index) => {
    const inner = index === 0 ? 'lol' : `*${names[index - 1] ?? ''}`;
    return `${name}: &${name} [${Array.from({ length: 10 }, () => inner).join(', ')}]`;
  });
  return `${lists.join('\n')}\n`;
}

/** 300 KB that unpack to 300 MB. */
const zipBomb = () => {
  const part = gzipSync(Buffer.alloc(MB));
  return Buffer.concat(Array.from({ length: 300 }, () => part)).toString('base64');
};

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: ';
const task = { apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name: 'T' }, spec: { params: [{ name: 1 }] } };
const configMap = (size: number) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  data: { a: 'x'.repeat(size) },
});

/** What would take a careless program minutes or gigabytes. */
export const heavyCases: readonly Case[] = [
  entry('5 MB in one line', `{"pipeline": "${'x'.repeat(5 * MB)}"}`),
  entry('5 MB of items in one line', `{pipeline: main, params: [${'x,'.repeat(2.5 * MB)}x]}`),
  entry('5 MB of JSON in one line that was cut off', `{"pipeline": "main", "params": [${'"x",'.repeat(1.25 * MB)}`),
  entry('brackets, 100,000 levels deep', '['.repeat(100_000)),
  entry('objects, 100,000 levels deep', '{"a":'.repeat(100_000)),
  entry('lists in one line, 100,000 levels deep', '- '.repeat(100_000)),
  entry('closing brackets', ']'.repeat(300_000)),
  entry('an alias bomb', `pipeline: main\n${aliasBomb()}`),
  payload('an alias bomb', `${aliasBomb()}---\n${MANIFESTS}`),
  payload(
    '5 MB in one line, nothing wrong with it',
    exportOf(...MANIFESTS.split('---\n').map(toJson), configMap(5 * MB)).replaceAll('\n', ''),
  ),
  payload('5 MB in one line with a mistake at its end', exportOf(configMap(5 * MB), task).replaceAll('\n', '')),
  payload(
    '5 MB of YAML in one line',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {${'a: b, '.repeat(MB)}}\n`,
  ),
  payload('one key, 100,000 times', `${MANIFESTS}---\n${'a: b\n'.repeat(100_000)}`),
  payload('one key, 10,000 times', `${MANIFESTS}---\n${'a: b\n'.repeat(10_000)}`),
  payload('200,000 documents', '---\n'.repeat(200_000)),
  payload(
    '10,000 objects with mistakes',
    JSON.stringify({ kind: 'List', items: Array.from({ length: 10_000 }, () => task) }),
  ),
  payload('a resource of an export, 100,000 levels deep', exportOf('['.repeat(100_000))),
  payload('a zip bomb', zipBomb()),
  payload('7 MB that look encrypted', `H4sI${'A'.repeat(7 * MB)}`),
  payload('a List of 2 million objects with nothing in them', `{"kind":"List","items":[${'{},'.repeat(2_500_000)}{}]}`),
  payload('an export of 2 million resources', `{"spec":{"payload":{"resources":[${'"",'.repeat(2_500_000)}""]}}}`),
  payload(
    'a List of 5,000 Lists',
    `{"kind":"List","items":[${Array.from({ length: 5_000 }, () => `{"kind":"List","items":[${'{},'.repeat(450)}{}]}`).join()}]}`,
  ),
  payload(
    '4 million numbers',
    `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":[${'1,'.repeat(4_000_000)}1]}`,
  ),
  payload('YAML that is just not too large', `${OBJECT}[${'x,'.repeat(33_000)}x]\n`),
  payload('YAML documents that are just not too large', `---\n${OBJECT}[${'x,'.repeat(1_000)}x]\n`.repeat(65)),
  payload('JSON that has just not too many values', `{"kind":"ConfigMap","data":[${'{},'.repeat(199_990)}1]}`),
  payload(
    'an export whose resources together hold too many values',
    exportOf(...Array.from({ length: 20 }, () => `[${'{},'.repeat(90_000)}1]`)),
  ),
  {
    title: 'folder: YAML files that together are just not too large',
    args: ['run', '--payload', 'FOLDER/dense'],
    files: Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`dense/${index}.yaml`, `${OBJECT}[${'x,'.repeat(5_500)}x]\n`]),
    ),
  },
  {
    title: 'folder: YAML files that together are too large',
    args: ['run', '--payload', 'FOLDER/many'],
    files: Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`many/${index}.yaml`, `${OBJECT}[${'x,'.repeat(32_000)}x]\n`]),
    ),
  },
  entry('2 million params that are none', `{"pipeline": "main", "params": [${'7,'.repeat(2_000_000)}7]}`),
  entry('5,000 params that are none', `{"pipeline": "main", "params": [${'7,'.repeat(4_999)}7]}`),
];

function toJson(yaml: string): unknown {
  return yaml.includes('PipelineRun')
    ? {
        apiVersion: 'tekton.dev/v1',
        kind: 'PipelineRun',
        metadata: { name: 'r' },
        spec: { pipelineSpec: { tasks: [] } },
      }
    : { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
}
