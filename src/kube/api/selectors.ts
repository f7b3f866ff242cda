import { present } from '../../core/present.ts';
import { nonEmpty } from '../../core/text.ts';
import type { Collection } from '../../ports.ts';

/** The query parameters that choose the objects of a collection, the same for its list and for its watch. */
export function selectorsOf({ labelSelector, fieldSelector }: Collection): Readonly<Record<string, string>> {
  return present({ labelSelector: nonEmpty(labelSelector), fieldSelector });
}
