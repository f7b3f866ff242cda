import { isObject } from '../../../src/core/json.ts';

/** Every place where two JSON values differ, a line each: `spec.tasks[0].retries: Tekton 2, ours absent`. */
export function differences(tekton: unknown, ours: unknown, path = ''): readonly string[] {
  if (Array.isArray(tekton) && Array.isArray(ours)) {
    const length = Math.max(tekton.length, ours.length);
    return Array.from({ length }, (_, index) => differences(tekton[index], ours[index], `${path}[${index}]`)).flat();
  }
  if (isObject(tekton) && isObject(ours)) {
    const keys = new Set([...Object.keys(tekton), ...Object.keys(ours)]);
    return [...keys].flatMap((key) => differences(tekton[key], ours[key], path === '' ? key : `${path}.${key}`));
  }
  return tekton === ours ? [] : [`${path}: Tekton ${shown(tekton)}, ours ${shown(ours)}`];
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
