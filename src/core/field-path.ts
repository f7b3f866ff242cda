/** A path from a value to something in it: keys and indexes. */
export type FieldPath = readonly PropertyKey[];

/** The path as people write it: `spec.steps[0].env`. */
export function pathText(path: FieldPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '');
}

/** What is at that path of a value; undefined where nothing is. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (each, part) =>
      typeof each === 'object' && each !== null ? (each as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}

/**
 * The end of a sentence about a value that must be a string: to quote it, where YAML has made a number or boolean of
 * it; else empty. The value is in it unless `showValue` is false.
 */
export function quoteHint(value: unknown, { showValue = true }: { readonly showValue?: boolean } = {}): string {
  if (typeof value !== 'number' && typeof value !== 'boolean') return '';
  return `${showValue ? `, not ${String(value)}` : ''}: quote this value`;
}
