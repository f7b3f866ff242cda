import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ListenerChoice, resolveListener } from '../../../../src/core/trigger/resolve-listener.ts';
import { BINDING, LISTENER, located, template, withTrigger } from '../../../support/trigger-files.ts';

function resolve(files: readonly string[], choice: ListenerChoice = {}) {
  return resolveListener('folder', located(...files), { uid: 'abc12', ...choice });
}

/** The spec of the PipelineRun that is made. */
function specOf(files: readonly string[], choice: ListenerChoice = {}): unknown {
  const result = resolve(files, choice);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return (result.located[0]?.object as { spec?: unknown } | undefined)?.spec;
}

function problemsOf(files: readonly string[], choice: ListenerChoice = {}): readonly string[] {
  const result = resolve(files, choice);
  return result.ok ? [] : result.problems;
}

describe('a listener makes the objects of its template', () => {
  test('with bound values, defaults and one uid put in, and the rest of the folder beside them', () => {
    const task = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}';
    const made = template(
      '{a: $(tt.params.repository), b: $(params.branch), c: "$(params.repository)#$(params.branch)", d: x-$(uid)}',
      '[{name: repository}, {name: branch, default: main}]',
    );
    const result = resolve([LISTENER, BINDING, made, task]);
    expect(result).toMatchObject({
      ok: true,
      listener: 'listener',
      located: [
        {
          object: {
            kind: 'PipelineRun',
            metadata: { name: 'run-abc12' },
            spec: { a: 'https://git.example.com/a', b: 'main', c: 'https://git.example.com/a#main', d: 'x-abc12' },
          },
        },
        { object: { kind: 'Secret' } },
      ],
    });
    expect(result.ok && result.located.map(({ placeOf }) => placeOf([]))).toEqual(['c.yaml:7:7', 'd.yaml:1:1']);
  });

  const oldGroup = (text: string) => text.replace('triggers.tekton.dev/v1beta1', 'tekton.dev/v1alpha1');

  test.each<[string, readonly string[]]>([
    [
      'in the group that the hosted service knows',
      [oldGroup(LISTENER), oldGroup(BINDING), oldGroup(template('{a: $(params.repository)}'))],
    ],
    [
      'by the singular "binding" and names, as the hosted service has it',
      [
        withTrigger('{binding: {name: binding}, template: {name: template}}'),
        BINDING,
        template('{a: $(params.repository)}'),
      ],
    ],
    [
      'by bindings with a name',
      [
        withTrigger('{bindings: [{name: binding}], template: {name: template}}'),
        BINDING,
        template('{a: $(params.repository)}'),
      ],
    ],
    [
      'by an inline binding',
      [
        withTrigger('{bindings: [{name: repository, value: "https://git.example.com/a"}], template: {ref: template}}'),
        template('{a: $(params.repository)}'),
      ],
    ],
    [
      'by a ClusterTriggerBinding',
      [
        withTrigger('{bindings: [{ref: binding, kind: ClusterTriggerBinding}], template: {ref: template}}'),
        BINDING.replace('TriggerBinding', 'ClusterTriggerBinding'),
        template('{a: $(params.repository)}'),
      ],
    ],
    [
      'by a Trigger of its own',
      [
        withTrigger('{triggerRef: t}'),
        BINDING,
        template('{a: $(params.repository)}'),
        'apiVersion: triggers.tekton.dev/v1beta1\nkind: Trigger\nmetadata: {name: t}\nspec: {bindings: [{ref: binding}], template: {ref: template}}',
      ],
    ],
    [
      'by a template that stands in the trigger',
      [
        withTrigger(
          '{bindings: [{ref: binding}], template: {spec: {params: [{name: repository}], resourcetemplates: [{apiVersion: tekton.dev/v1, kind: PipelineRun, metadata: {name: r}, spec: {a: $(params.repository)}}]}}}',
        ),
        BINDING,
      ],
    ],
  ])('%s', (_title, files) => {
    expect(specOf(files)).toEqual({ a: 'https://git.example.com/a' });
  });

  test('a binding that names a param which the template does not declare is put in all the same', () => {
    expect(specOf([LISTENER, BINDING, template('{a: $(params.repository)}', '[]')])).toEqual({
      a: 'https://git.example.com/a',
    });
  });

  test('any value arrives byte for byte, whatever it holds', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('$(uid)', '$(tt.params.repository)', '$(params.repository)', '$&', "$'", '"\n\\', '{"a":"$$"}'),
    );
    fc.assert(
      fc.property(texts, texts, (before, value) => {
        const files = [LISTENER, BINDING, template('{a: "<$(tt.params.repository)>$(params.repository)", b: B}')];
        const objects = located(...files).map((each) =>
          each.object.kind === 'TriggerTemplate'
            ? {
                ...each,
                object: JSON.parse(
                  JSON.stringify(each.object).replace('"B"', () => JSON.stringify(before.replaceAll('$(', ''))),
                ) as never,
              }
            : each,
        );
        const result = resolveListener('folder', objects, { uid: 'u', params: [{ name: 'repository', value }] });
        expect(result).toMatchObject({
          located: [{ object: { spec: { a: `<${value}>${value}`, b: before.replaceAll('$(', '') } } }],
        });
      }),
    );
  });
});

describe('without an event', () => {
  const bound = (value: string) => BINDING.replace('"https://git.example.com/a"', JSON.stringify(value));

  test.each([
    '$(body.head_commit.id)',
    '$(header.X-Branch)',
    '$(extensions.branch)',
    '$(context.eventID)',
    '$(event.ref)',
    '$(.body.x)',
    'refs/$(body.ref)/x',
    '$(body)',
  ])('a param bound to %s is a problem that names it, its uses and how to give it', (value) => {
    expect(
      problemsOf([
        LISTENER,
        bound(value),
        template('\n        a: $(tt.params.repository)\n        b: $(params.repository)'),
      ]),
    ).toEqual([
      `c.yaml:5:3: param repository comes from the event, ${value} at b.yaml:6:33, and there is none; ` +
        'it is used at c.yaml:11:12, c.yaml:12:12; ' +
        'give it with --param repository=VALUE, or in the mapping: "params": [{"name": "repository", "value": "..."}]',
    ]);
  });

  test('a default does not stand in for it, but is told', () => {
    const made = template('{a: $(params.repository)}', '[{name: repository, default: "x y"}]');
    expect(problemsOf([LISTENER, bound('$(body.x)'), made])[0]).toContain('the template\'s default is "x y"');
  });

  test('a value that is given wins over the binding and over the default', () => {
    const params = [{ name: 'repository', value: 'given' }];
    const made = template('{a: $(params.repository)}', '[{name: repository, default: d}]');
    for (const value of ['$(body.x)', 'fixed']) {
      expect(specOf([LISTENER, bound(value), made], { params })).toEqual({ a: 'given' });
    }
  });

  test('a param that nothing uses need not be given', () => {
    expect(specOf([LISTENER, bound('$(body.x)'), template('{a: b}')])).toEqual({ a: 'b' });
  });

  test('text that only looks like an expression is a value', () => {
    expect(specOf([LISTENER, bound('$(date) $(bodyguard) body.x'), template('{a: $(params.repository)}')])).toEqual({
      a: '$(date) $(bodyguard) body.x',
    });
  });

  test('all params without a value are told at once', () => {
    const made = template('{a: $(params.x), b: $(tt.params.y), c: $(tt.params.z)}', '[{name: x}, {name: y}]');
    expect(problemsOf([LISTENER, BINDING, made])).toEqual([
      expect.stringContaining('param x has no binding and no default; it is used at'),
      expect.stringContaining('param y has no binding and no default; it is used at'),
      expect.stringContaining("param z is not one of the template's params (x, y, repository); it is used at"),
    ]);
  });

  test('a value for a param that is not there is a problem, with those that are', () => {
    const params = [{ name: 'repo', value: 'x' }];
    expect(problemsOf([LISTENER, BINDING, template('{}')], { params })).toEqual([
      'c.yaml:5:3: there is no param repo; params: repository',
    ]);
  });
});

describe('what cannot be resolved is told with its place', () => {
  test.each<[string, readonly string[], string]>([
    [
      'a value that is no text',
      [LISTENER, BINDING.replace('"https://git.example.com/a"', '5'), template('{}')],
      'b.yaml:6:33: TriggerBinding binding: spec.params[0].value must be a string, not 5: quote this value',
    ],
    [
      'a default that is no text',
      [LISTENER, BINDING, template('{}', '[{name: x, default: true}]')],
      'c.yaml:5:31: TriggerTemplate template: spec.params[0].default must be a string, not true: quote this value',
    ],
    [
      'a list that is none',
      [LISTENER, BINDING, template('{}', '{}')],
      'c.yaml:5:11: TriggerTemplate template: spec.params must be a list',
    ],
    [
      'a resource that is none',
      [LISTENER, BINDING, template('{}').replace('kind: PipelineRun', 'sort: PipelineRun')],
      'c.yaml:7:7: TriggerTemplate template: spec.resourcetemplates[0] must be an object with apiVersion, kind and metadata',
    ],
    [
      'a param that is bound twice',
      [LISTENER, BINDING.concat('    - {name: repository, value: b}\n'), template('{a: $(params.repository)}')],
      'b.yaml:7:33: param repository is bound to another value already, at b.yaml:6:33',
    ],
  ])('%s', (_title, files, problem) => expect(problemsOf(files)).toEqual([problem]));
});
