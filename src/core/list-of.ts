/** The names that exist, for the end of a sentence about one that does not. */
export function listOf(names: Iterable<string>): string {
  const sorted = [...new Set(names)].toSorted();
  return sorted.length === 0 ? 'none' : sorted.join(', ');
}
