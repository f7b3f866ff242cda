import { type FieldPath, valueAt } from '../field-path.ts';
import { isObject } from '../json.ts';
import { type KubeObject, titleOf } from '../k8s/object.ts';

/** Where something is in an object of a payload: `title` for people, the others to find line and column. */
export type Where = {
  /** Object, then what in it: `Pipeline main, task build`. */
  readonly title: string;
  /** Kind and name of the object. */
  readonly object: string;
  /** From the object to the field, as tekton.dev/v1 has it. */
  readonly path: FieldPath;
};

/** Where something is in a file: `file:line:col`, or the file alone where no more is known. */
export type Place = string;

/** An object of a payload that can say where it and its fields are. */
export type LocatedObject = {
  readonly object: KubeObject;
  /** Its place in an export or a List, where line and column alone say too little: `spec.payload.resources[3]`. */
  readonly within?: string;
  /**
   * The place of a field, or of the nearest one around it that is in the file; that of the object for an empty path.
   */
  readonly placeOf: (path: FieldPath) => Place;
};

/** The place of an object, such as `main.json:7:5: spec.payload.resources[3]`. */
export function placeOfObject({ within, placeOf }: LocatedObject): string {
  return within === undefined ? placeOf([]) : `${placeOf([])}: ${within}`;
}

/** A place in the spec of an object; `object` is its kind and name. */
export function inObject(object: string, ...path: FieldPath): Where {
  return { title: object, object, path: ['spec', ...path] };
}

/** A place within another; `what`, where it is given, is added to the title. */
export function inside(where: Where, what: string | undefined, ...path: FieldPath): Where {
  const title = what === undefined ? where.title : `${where.title}, ${what}`;
  return { ...where, title, path: [...where.path, ...path] };
}

/** Lists whose items people know by name, with the word for such an item. */
const NAMED_ITEMS: Readonly<Record<string, string>> = {
  tasks: 'task',
  finally: 'finally task',
  workspaces: 'workspace',
  taskRunSpecs: 'taskRunSpecs of',
};

/** A field of an object by its path; the tasks and workspaces that the path goes through are in its title. */
export function whereIs(object: KubeObject, path: FieldPath): Where {
  const names: string[] = [titleOf(object)];
  let value: unknown = object;
  for (const [index, part] of path.entries()) {
    value = valueAt(value, [part]);
    const what = NAMED_ITEMS[String(path[index - 1])];
    if (typeof part !== 'number' || what === undefined || !isObject(value)) continue;
    const name = value['name'] ?? value['pipelineTaskName'];
    if (typeof name === 'string') names.push(`${what} ${name}`);
  }
  return { title: names.join(', '), object: titleOf(object), path };
}
