import type { Where } from '../payload/location.ts';

/**
 * How bad it is.
 * - `fatal`: on every cluster Tekton refuses the run, or it hangs until its timeout. `run` refuses such a payload too.
 * - `problem`: surely a mistake, but a run may succeed (a branch that is not taken, an object that the cluster puts
 *   into every namespace). `validate` refuses it, `run` warns.
 * - `warning`: it may be right, and is worth a look.
 */
export type Severity = 'fatal' | 'problem' | 'warning';

export type Finding = {
  readonly severity: Severity;
  readonly where: Where;
  /** What is wrong, why it matters, what to do. */
  readonly message: string;
};
