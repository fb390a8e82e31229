import type { Mcp, Model, Shelf, SkillsConfig } from '@patchwright/agent';
import type { RecordedWorld, Rules } from '@patchwright/chassis';
import type { ApprovalTerms, Plan, PlanStep } from '@patchwright/events';
import type { ApprovalPolicy, Task, TestProfile } from '@patchwright/task';
import type { CommandResult, Toolchain, Workspace } from '@patchwright/workspace';
import { countsEach, type Yardstick } from './judge.ts';

/** What the executor may touch. */
export interface ExecutorWorld extends RecordedWorld {
  readonly workspace: Workspace;
  readonly model: Model;
  readonly mcp?: Mcp;
  /** The rules of approvals that are in force. */
  readonly rules: { inForce(input: Readonly<Record<string, never>>): Promise<Rules> };
}

/** What does not change during an execution. */
export interface Site {
  readonly task: Task;
  readonly repository: string;
  readonly plan: Plan;
  /** Within which the plan was approved. */
  readonly terms: ApprovalTerms;
  readonly steps: readonly PlanStep[];
  /** What happens when a step takes a file that the plan does not name. */
  readonly amendments: ApprovalPolicy['amendments'];
  /** How the repository is tested last, where something outside of it says so. */
  readonly profile?: TestProfile;
  readonly toolchain: Toolchain;
  /** The tree before any change of ours, and what the suite came to on it. */
  readonly before: string;
  readonly baseline: CommandResult;
  /** How the agents work here: skills of the base, never of the branch. */
  readonly skills: Shelf;
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
  /** Without it the model works without skills. */
  readonly skills?: SkillsConfig;
  /** Tools of MCP servers that the model is offered; none without it. */
  readonly mcp?: readonly string[];
}

/** What a run of tests came to, where its runner said so. */
export type Counts = CommandResult['counts'] | undefined;

/** Files that a step cannot be done without, and that the plan does not name. */
export interface Wish {
  readonly step: number;
  readonly paths: readonly string[];
  readonly reason: string;
}

/** How far an execution has come. Threaded from step to step, never changed in place. */
export interface Progress {
  readonly tree: string;
  /** Newest commit; the parent of the next. */
  readonly head: string;
  /** All commits of ours on the branch or to be pushed, oldest first. */
  readonly commits: readonly string[];
  /** The test steps that were proved red, by their order, with what their run counted then; and those that have turned green since. */
  readonly proved: ReadonlyMap<number, Counts>;
  readonly green: ReadonlySet<number>;
  /** Files with tests that were proved red, and what was written along with these. */
  readonly frozen: ReadonlySet<string>;
  /** Result of the newest run of the whole suite. */
  readonly suite: CommandResult;
  readonly spent: { readonly tokens: number; readonly costUsd: number };
  /** Set when the execution cannot go on. */
  readonly failed?: { readonly step: number; readonly reason: string };
  /** Set when the execution cannot go on before people have decided about more files. */
  readonly wish?: Wish;
}

/** What the next agent may use: no more than is left of what was approved for the execution. */
export function budgetOf({ limits, terms }: Site, { spent }: Progress): Limits {
  const left = Math.max(0, terms.limits.costUsd - spent.costUsd);
  return { ...limits, costUsd: Math.min(limits.costUsd, left) };
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

/** What a run of tests is held against. */
export function yardstick(
  site: Site,
  { suite }: Pick<Progress, 'suite'>,
  command: string,
): Yardstick {
  const each = countsEach(site.toolchain.languages, command);
  return { hadTests: hadTests(site), newest: suite, countsEach: each };
}

/** Whether the repository had tests before our change: a suite that fails for want of tests tells of no failure. */
export function hadTests({ toolchain, baseline }: Pick<Site, 'toolchain' | 'baseline'>): boolean {
  return toolchain.testCommand !== null || (baseline.counts?.total ?? 0) > 0;
}
