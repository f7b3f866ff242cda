/**
 * The value, or undefined where it is the empty string. An empty flag counts as not given, for a Task passes all of its
 * params on as flags; an empty name in an object names nothing.
 */
export function nonEmpty<Value>(value: Value): Value | undefined {
  return value === '' ? undefined : value;
}
