import type { Collection } from '../../ports.ts';

/** The query parameters that choose the objects of a collection, the same for its list and for its watch. */
export function selectorsOf({ labelSelector, fieldSelector }: Collection): Readonly<Record<string, string>> {
  return {
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}
