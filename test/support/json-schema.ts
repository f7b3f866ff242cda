import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

// `oneOf` says which of several properties is there, and leaves their shape to `properties` beside it.
const ajv = new Ajv2020({ allErrors: true, strictRequired: false });
const compiled = new WeakMap<object, ValidateFunction>();

/** Where a value does not fit a JSON Schema (draft 2020-12), and why; throws at a schema that is none. */
export function misfits(schema: object, value: unknown): readonly string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
