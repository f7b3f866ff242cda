import { isObject, type JsonObject } from '../../src/core/json.ts';

/** Keywords that say nothing about whether a value fits. */
const SILENT = new Set(['$schema', '$id', 'title', 'description', 'default', 'properties']);

/**
 * Whether a value fits a JSON Schema (draft 2020-12). Knows the keywords that the published schemas use, and throws at
 * any other, so that none is passed over.
 */
export function fits(schema: unknown, value: unknown): boolean {
  if (!isObject(schema)) throw new Error('a schema is an object');
  return (
    Object.entries(schema).every(([keyword, operand]) => {
      if (SILENT.has(keyword)) return true;
      const check = KEYWORDS[keyword];
      if (check === undefined) throw new Error(`the keyword ${keyword} is not known to this check`);
      return check(operand, value, schema);
    }) && fitProperties(schema, value)
  );
}

const KEYWORDS: Readonly<Record<string, (operand: unknown, value: unknown, schema: JsonObject) => boolean>> = {
  type: (type, value) => typeOf(value) === type || (type === 'integer' && Number.isInteger(value)),
  enum: (values, value) => listIn(values).includes(value),
  minLength: (length, value) => typeof value !== 'string' || Array.from(value).length >= Number(length),
  maxLength: (length, value) => typeof value !== 'string' || Array.from(value).length <= Number(length),
  minimum: (least, value) => typeof value !== 'number' || value >= Number(least),
  maximum: (most, value) => typeof value !== 'number' || value <= Number(most),
  required: (names, value) => !isObject(value) || listIn(names).every((name) => Object.hasOwn(value, String(name))),
  items: (schema, value) => !Array.isArray(value) || value.every((item) => fits(schema, item)),
  additionalProperties: (schema, value, { properties }) =>
    !isObject(value) ||
    Object.keys(value).every(
      (key) => Object.hasOwn(isObject(properties) ? properties : {}, key) || fits(schema, value[key]),
    ),
  propertyNames: (schema, value) => !isObject(value) || Object.keys(value).every((key) => fits(schema, key)),
  anyOf: (schemas, value) => listIn(schemas).some((schema) => fits(schema, value)),
  oneOf: (schemas, value) => listIn(schemas).filter((schema) => fits(schema, value)).length === 1,
  dependentRequired: (needs, value) =>
    !isObject(value) ||
    !isObject(needs) ||
    Object.entries(needs).every(
      ([key, names]) => !Object.hasOwn(value, key) || listIn(names).every((name) => Object.hasOwn(value, String(name))),
    ),
};

function fitProperties({ properties }: JsonObject, value: unknown): boolean {
  if (!isObject(properties) || !isObject(value)) return true;
  return Object.entries(properties).every(([key, schema]) => !Object.hasOwn(value, key) || fits(schema, value[key]));
}

function listIn(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('expected a list in the schema');
  return value as readonly unknown[];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
