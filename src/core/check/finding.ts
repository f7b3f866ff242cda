/**
 * How bad it is. `fatal`: Tekton refuses the run, or it hangs until its timeout, whatever the cluster is like; `run`
 * refuses such a payload too. `problem`: surely a mistake, but a run may get by (a branch that is not taken, an object
 * that the cluster puts into every namespace); `validate` refuses it, `run` warns. `warning`: worth a look.
 */
export type Severity = 'fatal' | 'problem' | 'warning';

export type Finding = {
  readonly severity: Severity;
  readonly where: Where;
  /** What is wrong, why it matters, what to do. */
  readonly message: string;
};

/** A place in a payload, for people and for whoever knows at which line it stands. */
export type Where = {
  /** Object, then what in it: `Pipeline main, task build`. */
  readonly title: string;
  /** Kind and name of the object. */
  readonly object: string;
  /** From the object to the field, as tekton.dev/v1 has it. */
  readonly path: readonly (string | number)[];
};

/** A place in the spec of an object. */
export function inObject(object: string, ...path: readonly (string | number)[]): Where {
  return { title: object, object, path: ['spec', ...path] };
}

/** A place inside of another; `what` names it, where that says more. */
export function inside(where: Where, what: string | undefined, ...path: readonly (string | number)[]): Where {
  const title = what === undefined ? where.title : `${where.title}, ${what}`;
  return { ...where, title, path: [...where.path, ...path] };
}

/** The names that exist, for the end of a sentence about one that does not. */
export function listOf(names: Iterable<string>): string {
  const sorted = [...new Set(names)].toSorted();
  return sorted.length === 0 ? 'none' : sorted.join(', ');
}
