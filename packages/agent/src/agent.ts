import type { z } from 'zod';
import type { Model } from './model.ts';

/** A tool with its effect. A throw of a plain Error becomes an error result that the model sees; faults end the loop. */
export interface Tool<Input = unknown> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly run: (input: Input) => Promise<string>;
}

/** Limits checked before each call. */
export interface Budget {
  readonly turns: number;
  readonly tokens: number;
  readonly costUsd: number;
  /** From the beginning of the first call; told by the answers, so that the loop knows no clock. */
  readonly minutes?: number;
}

/** What an agent is asked to do. */
export interface Assignment<Result> {
  /** `planner`, `executor`, …: the system prompt begins with "You are Patchwright's <role>." */
  readonly role: string;
  /** The instructions, Markdown, after the first line. */
  readonly instructions: string;
  /** The first user message. Untrusted text inside must be fenced with `fence`. */
  readonly prompt: string;
  // biome-ignore lint/suspicious/noExplicitAny: tools differ in their input; each is typed where it is defined
  readonly tools: readonly Tool<any>[];
  /** How the agent hands in its result: a tool of this name with this schema. Asked again at most twice when it does not fit, or when `refuse` says why not. */
  readonly submit: {
    readonly name: string;
    readonly description: string;
    readonly schema: z.ZodType<Result>;
    readonly refuse?: (result: Result) => string | undefined | Promise<string | undefined>;
  };
  readonly budget: Budget;
  readonly maxTokens?: number;
}

/** How an assignment ended. A refusal by budget, circle or schema is data, not a throw. */
export type Outcome<Result> =
  | {
      readonly kind: 'submitted';
      readonly result: Result;
      readonly turns: number;
      readonly spent: { readonly tokens: number; readonly costUsd: number };
    }
  | {
      readonly kind: 'stopped';
      readonly why:
        | 'turns'
        | 'tokens'
        | 'cost'
        | 'time'
        | 'circle'
        | 'truncated'
        | 'refusal'
        | 'silent'
        | 'misfit';
      readonly detail: string;
      readonly turns: number;
      readonly spent: { readonly tokens: number; readonly costUsd: number };
    };

/** Runs an agent to its result. Implemented in `loop.ts`. */
export type RunAgent = <Result>(
  model: Model,
  assignment: Assignment<Result>,
) => Promise<Outcome<Result>>;
