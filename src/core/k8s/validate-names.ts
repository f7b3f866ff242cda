import { type FieldPath, pathText } from '../field-path.ts';
import { isObject, type JsonObject } from '../json.ts';
import { type KubeObject, specOf } from './object.ts';
import { isLabelValue } from './names.ts';

/** What is wrong with a field of an object: its path, and a sentence that names it. */
export type FieldProblem = { readonly path: FieldPath; readonly why: string };

const MAX_NAME = 253;
/** Tekton's webhook refuses a longer name (pkg/apis/validate/metadata.go, v1.15). */
const MAX_TEKTON_NAME = 63;
const MAX_LABEL = 63;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const DNS_SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/**
 * The names, label and annotation keys and label values that the API server would refuse. It would do so only after a
 * part of the launch exists. The name of a PipelineRun is not checked: a launch gives it another.
 */
export function nameProblems(object: KubeObject & { readonly spec?: unknown }): readonly FieldProblem[] {
  const { kind, metadata } = object;
  const spec = specOf(object);
  const isTekton = object.apiVersion.startsWith('tekton.dev/');
  const problems: FieldProblem[] = [];
  if (typeof metadata.name === 'string' && kind !== 'PipelineRun' && kind !== 'Namespace') {
    const why = nameProblem(metadata.name, DNS_SUBDOMAIN, isTekton ? MAX_TEKTON_NAME : MAX_NAME);
    if (why !== undefined) problems.push({ path: ['metadata', 'name'], why: `metadata.name ${why}` });
  }
  for (const field of ['labels', 'annotations'] as const) {
    for (const [key, value] of Object.entries(metadata[field] ?? {})) {
      const path = ['metadata', field, key];
      const title = `metadata.${field} ${JSON.stringify(key)}`;
      if (!isQualifiedName(key)) problems.push({ path, why: `${title}: the key is not one that Kubernetes takes` });
      if (field === 'labels' && typeof value === 'string' && !isLabelValue(value)) {
        problems.push({ path, why: `${title}: the value is not one; ${LABEL_RULE}` });
      }
    }
  }
  const inner = kind === 'PipelineRun' ? spec?.['pipelineSpec'] : spec;
  const path = kind === 'PipelineRun' ? ['spec', 'pipelineSpec'] : ['spec'];
  if (isTekton && isObject(inner)) problems.push(...taskNameProblems(inner, path));
  return problems;
}

const LABEL_RULE = `at most ${MAX_LABEL} letters, digits, "-", "_" and ".", beginning and ending with a letter or digit`;

function taskNameProblems(spec: JsonObject, path: FieldPath): readonly FieldProblem[] {
  return ['tasks', 'finally'].flatMap((list) => {
    const tasks: unknown = spec[list];
    if (!Array.isArray(tasks)) return [];
    return (tasks as unknown[]).flatMap((task, index) => {
      const name = isObject(task) ? task['name'] : undefined;
      const why = typeof name === 'string' ? nameProblem(name, DNS_LABEL, MAX_LABEL) : undefined;
      if (why === undefined) return [];
      const field = [...path, list, index, 'name'];
      return [{ path: field, why: `${pathText(field)} ${why}` }];
    });
  });
}

function nameProblem(name: string, pattern: RegExp, longest: number): string | undefined {
  if (name.length > longest) return `has ${name.length} characters, at most ${longest} are allowed`;
  if (pattern.test(name)) return undefined;
  const dots = pattern === DNS_SUBDOMAIN ? ', "-" and "."' : ' and "-"';
  return `${JSON.stringify(name)} is not a name; use lower case letters, digits${dots}, beginning and ending with a letter or digit`;
}

function isQualifiedName(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').toReversed();
  if (more.length > 0 || name === '' || !isLabelValue(name)) return false;
  return prefix === undefined || (prefix.length <= MAX_NAME && DNS_SUBDOMAIN.test(prefix));
}
