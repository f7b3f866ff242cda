/**
 * The value, or undefined where it is the empty text. Such a flag counts as not given, for a Task passes all of its
 * params on; such a name in a resource names nothing.
 */
export function nonEmpty<Value>(value: Value): Value | undefined {
  return value === '' ? undefined : value;
}
