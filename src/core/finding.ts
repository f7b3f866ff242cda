/**
 * How bad it is. `fatal`: Tekton refuses the run, or it hangs until its timeout, whatever the cluster is like; `run`
 * refuses such a payload too. `problem`: surely a mistake, but a run may get by (a branch that is not taken, an object
 * that the cluster puts into every namespace); `validate` refuses it, `run` warns. `warning`: worth a look.
 */
export type Severity = 'fatal' | 'problem' | 'warning';

export type Finding = {
  readonly severity: Severity;
  /** Place in the payload: object, then what in it: `Pipeline main, task build`. */
  readonly where: string;
  /** What is wrong, why it matters, what to do. */
  readonly message: string;
};

/** The names that exist, for the end of a sentence about one that does not. */
export function listOf(names: Iterable<string>): string {
  const sorted = [...new Set(names)].toSorted();
  return sorted.length === 0 ? 'none' : sorted.join(', ');
}
