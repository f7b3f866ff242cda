import { expect, test } from '@jest/globals';
import { chooseTrigger, isTriggersObject, type TriggerChoice } from '../../../../src/core/trigger/choose-trigger.ts';
import { BINDING, LISTENER, located, template, withTrigger } from '../../../support/trigger-files.ts';

const choose = (files: readonly string[], choice: TriggerChoice = {}) => {
  const problems: string[] = [];
  const chosen = chooseTrigger('folder', located(...files), choice, problems);
  return { chosen, problems };
};
const problemsOf = (files: readonly string[], choice: TriggerChoice = {}) => choose(files, choice).problems;
const second = (name: string) => LISTENER.replace('name: listener', `name: ${name}`);

test('a trigger comes with the spec of its template, and with its params, each with its place', () => {
  const { chosen, problems } = choose([LISTENER, BINDING, template('{}')]);
  expect(problems).toEqual([]);
  expect(chosen?.template.value).toMatchObject({ params: [{ name: 'repository' }] });
  expect(chosen).toMatchObject({
    listener: 'listener',
    bound: [{ name: 'repository', value: 'https://git.example.com/a', place: 'b.yaml:6:33' }],
  });
});

test('several bindings come in their order, inline ones among them', () => {
  const trigger = '{bindings: [{name: first, value: x}, {ref: binding}], template: {ref: template}}';
  const { chosen } = choose([withTrigger(trigger), BINDING, template('{}')]);
  expect(chosen?.bound.map(({ name }) => name)).toEqual(['first', 'repository']);
});

test.each([
  ['triggers.tekton.dev/v1beta1', 'EventListener', true],
  ['tekton.dev/v1alpha1', 'TriggerTemplate', true],
  ['tekton.dev/v1', 'Pipeline', false],
  ['example.com/v1', 'Trigger', false],
])('of %s, a %s only says how runs come to be: %s', (apiVersion, kind, expected) => {
  expect(isTriggersObject({ apiVersion, kind, metadata: {} })).toBe(expected);
});

test('several listeners, of which one must be chosen', () => {
  const files = [LISTENER, BINDING, template('{}'), second('other')];
  expect(problemsOf(files)).toEqual([
    'folder: has 2 EventListeners, and a payload is one run; choose one with "listener" in the mapping or --listener: listener at a.yaml:1:1, other at d.yaml:1:1',
  ]);
  expect(choose(files, { listener: 'other' }).chosen).toMatchObject({ listener: 'other' });
  expect(problemsOf(files, { listener: 'gone' })).toEqual([
    'folder: has no EventListener gone; it has: listener at a.yaml:1:1, other at d.yaml:1:1',
  ]);
});

test('several triggers, of which one must be chosen, by the template’s name where it has none', () => {
  const two = LISTENER.replace('- bindings', '- name: push\n      bindings').concat(
    '    - bindings: [{ref: binding}]\n      template: {ref: template}\n',
  );
  const files = [two, BINDING, template('{a: b}')];
  expect(problemsOf(files)).toEqual([
    'a.yaml:1:1: EventListener listener: has 2 triggers, and a payload is one run; choose one with "trigger" in the mapping or --trigger: push at a.yaml:6:7, template at a.yaml:9:7',
  ]);
  expect(choose(files, { trigger: 'push' }).chosen).toBeDefined();
  expect(choose(files, { trigger: 'template' }).chosen).toBeDefined();
});

test.each<[string, readonly string[], string]>([
  ['no listener', [BINDING, template('{}')], 'folder: has no EventListener'],
  [
    'a listener without triggers',
    [LISTENER.replace(/triggers:(.|\n)*/, 'triggerGroups: []')],
    'a.yaml:1:1: EventListener listener: has no trigger',
  ],
  [
    'a binding that is not there',
    [LISTENER, template('{}')],
    'a.yaml:6:24: TriggerBinding binding is not in the folder; it holds: none',
  ],
  [
    'a template that is not there',
    [LISTENER, BINDING],
    'a.yaml:7:23: TriggerTemplate template is not in the folder; it holds: none',
  ],
  [
    'a template that is there twice',
    [LISTENER, BINDING, template('{}'), template('{}')],
    'a.yaml:7:23: TriggerTemplate template is in the folder more than once: c.yaml:1:1, d.yaml:1:1',
  ],
  [
    'no template',
    [LISTENER.replace('template: {ref: template}', 'name: x'), BINDING],
    'a.yaml:6:7: EventListener listener: spec.triggers[0] has no template',
  ],
])('%s is a problem, with its place', (_title, files, problem) => expect(problemsOf(files)).toEqual([problem]));
