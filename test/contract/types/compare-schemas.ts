import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { isUntyped, type OpenApi } from './open-api.ts';

export type Comparison = {
  /** Every field of ours that was looked for: `spec.tasks[].name`. */
  readonly fields: readonly string[];
  /** What the API server sees otherwise: `spec.tasks[].nam: no such field`. */
  readonly problems: readonly string[];
};

const NONE: Comparison = { fields: [], problems: [] };

/**
 * Looks for every field of a JSON Schema of ours in the API server's, with a type that ours takes. Ours may have fewer
 * fields; one without a type is one of which the API server must leave everything open too.
 */
export function compareSchemas(ours: JsonObject, theirs: JsonObject, openApi: OpenApi): Comparison {
  return compare({ ours, theirs, path: '', around: [] });

  function compare({ ours: given, theirs: found, path, around }: Step): Comparison {
    const mine = isObject(given) && typeof given['$ref'] === 'string' ? pointed(ours, given['$ref']) : given;
    // A pipeline in a pipeline, which is looked at already.
    if (around.includes(mine)) return NONE;
    const other = openApi.resolve(found);
    const [own, others] = [typesOf(mine), typesOf(other)];
    if (own.length === 0 || others.length === 0) {
      const isBoth = own.length === 0 && isUntyped(other);
      return isBoth ? NONE : problem(path, `is ${spoken(own)} here, ${spoken(others)} to the API server`);
    }
    if (!others.every((type) => own.includes(type) || (type === 'integer' && own.includes('number')))) {
      return problem(path, `is ${spoken(own)} here, ${spoken(others)} to the API server`);
    }
    const below = (name: string) => (path === '' ? name : `${path}.${name}`);
    const parts: Comparison[] = Object.entries(objectOf(mine['properties']) ?? {}).map(([name, field]) => {
      const there = objectOf(objectOf(other['properties'])?.[name]) ?? objectOf(other['additionalProperties']);
      const at = below(name);
      const inField =
        there === undefined
          ? problem(at, 'no such field')
          : compare({ ours: objectOf(field) ?? {}, theirs: there, path: at, around: [...around, mine] });
      return { ...inField, fields: [at, ...inField.fields] };
    });
    for (const [key, mark] of [
      ['items', '[]'],
      ['additionalProperties', '{}'],
    ] as const) {
      const inner = objectOf(mine[key]);
      // An object that may have further fields has `{}` here.
      if (inner === undefined || (key === 'additionalProperties' && Object.keys(inner).length === 0)) continue;
      const there = objectOf(other[key]);
      const at = `${path}${mark}`;
      parts.push(
        there === undefined
          ? problem(at, 'is nothing that the API server knows')
          : compare({ ours: inner, theirs: there, path: at, around: [...around, mine] }),
      );
    }
    return { fields: parts.flatMap(({ fields }) => fields), problems: parts.flatMap(({ problems }) => problems) };
  }
}

type Step = {
  readonly ours: JsonObject;
  readonly theirs: JsonObject;
  readonly path: string;
  /** The schemas of ours that this one is in. */
  readonly around: readonly JsonObject[];
};

function typesOf(schema: JsonObject): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  const choices = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(choices)) return (choices as unknown[]).flatMap((each) => (isObject(each) ? typesOf(each) : []));
  return [schema['type'] ?? []].flat().map(String);
}

function problem(path: string, why: string): Comparison {
  return { fields: [], problems: [`${path}: ${why}`] };
}

const spoken = (types: readonly string[]) => (types.length === 0 ? 'anything' : types.join(' or '));

/** What `#/$defs/name`, or `#`, points to. */
function pointed(schema: JsonObject, ref: string): JsonObject {
  const names = ref.split('/').slice(1);
  return names.reduce((each, name) => objectOf(each[name]) ?? {}, schema);
}

const objectOf = (value: unknown) => (isObject(value) ? value : undefined);
