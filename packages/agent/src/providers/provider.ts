import type { CallContext, Fault } from '@patchwright/faults';
import type { ModelAnswer, ModelRequest } from '../model.ts';

/** How much a model should think. */
export const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
/** One of `efforts`. */
export type Effort = (typeof efforts)[number];

/** Which model of which provider serves a role, and how. */
export interface ModelChoice {
  /** A name among the providers of the settings. */
  readonly provider: string;
  readonly model: string;
  /** Tokens of an answer, thinking not counted; what the loop asks for without it. */
  readonly maxTokens?: number;
  /** Tokens that the model may think for, beside its answer. Without it the vendor's own way holds. */
  readonly thinkingTokens?: number;
  readonly effort?: Effort;
}

/** What asking a provider came to. */
export type Asked =
  | { readonly kind: 'answered'; readonly answer: ModelAnswer }
  /** `elsewhere`: another provider may well answer the same. */
  | { readonly kind: 'refused'; readonly fault: Fault; readonly elsewhere: boolean };

/** One vendor's door. Throws only the signal's reason, and bugs. */
export interface Provider extends Partial<AsyncDisposable> {
  readonly ask: (
    request: ModelRequest,
    choice: ModelChoice,
    context: CallContext,
  ) => Promise<Asked>;
  /** Ends what is held open for a conversation. */
  readonly release?: (session: string) => Promise<void>;
}
