import type { SeenRequest } from './requests.ts';

/** What goes wrong with a request. */
export type Fault =
  /** The connection is cut before anything is done. */
  | { readonly kind: 'drop' }
  /** The request is carried out, and the connection cut instead of an answer. */
  | { readonly kind: 'lose-answer' }
  /** Everything happens later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The request is never answered and the connection stays open. */
  | { readonly kind: 'hang' }
  /** This is the answer. */
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  /** So is this, byte for byte. */
  | { readonly kind: 'body'; readonly code: number; readonly text: string };

type Rule = { readonly fault: Fault; readonly when: (request: SeenRequest) => boolean; left: number };

/** Faults in the order in which they were added; each is used up after its number of times. */
export class Faults {
  #rules: Rule[] = [];

  add(
    fault: Fault,
    options: { readonly when?: (request: SeenRequest) => boolean; readonly times?: number } = {},
  ): void {
    this.#rules.push({ fault, when: options.when ?? (() => true), left: options.times ?? 1 });
  }

  clear(): void {
    this.#rules = [];
  }

  next(request: SeenRequest): Fault | undefined {
    const rule = this.#rules.find(({ left, when }) => left > 0 && when(request));
    if (rule !== undefined) {
      rule.left -= 1;
    }
    return rule?.fault;
  }
}
