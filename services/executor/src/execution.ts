import type { Model } from '@patchwright/agent';
import type { RecordedWorld } from '@patchwright/chassis';
import type { Plan, PlanStep } from '@patchwright/events';
import type { Proposal, Task } from '@patchwright/task';
import type { CommandResult, Toolchain, Workspace } from '@patchwright/workspace';

/** What the executor may touch. */
export interface ExecutorWorld extends RecordedWorld {
  readonly workspace: Workspace;
  readonly model: Model;
}

/** What does not change during an execution. */
export interface Site {
  readonly task: Task;
  readonly repository: string;
  readonly proposal: Proposal;
  readonly plan: Plan;
  readonly steps: readonly PlanStep[];
  readonly toolchain: Toolchain;
  readonly baseline: CommandResult;
  readonly limits: Limits;
}

/** Settings of an execution. */
export interface Limits {
  /** Tries for each step, each with the failure of the one before. */
  readonly attempts: number;
  readonly turns: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly author: { readonly name: string; readonly email: string };
}

/** How far an execution has come. Threaded from step to step, never changed in place. */
export interface Progress {
  readonly tree: string;
  /** Newest commit; the parent of the next. */
  readonly head: string;
  readonly commits: readonly string[];
  /** Files whose tests were proved red. */
  readonly frozen: ReadonlySet<string>;
  readonly testsWritten: number;
  /** Result of the newest run of the whole suite. */
  readonly suite: CommandResult;
  readonly spent: { readonly tokens: number; readonly costUsd: number };
  /** Set when the execution cannot go on. */
  readonly failed?: { readonly step: number; readonly reason: string };
}

/** Adds what an agent spent. */
export function spend(
  progress: Progress,
  spent: { readonly tokens: number; readonly costUsd: number },
): Progress {
  return {
    ...progress,
    spent: {
      tokens: progress.spent.tokens + spent.tokens,
      costUsd: progress.spent.costUsd + spent.costUsd,
    },
  };
}
