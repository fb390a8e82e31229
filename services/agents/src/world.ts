import type { AgentCard, Budget, Mcp, Model, SkillsConfig } from '@patchwright/agent';
import type { RecordedWorld, Spending } from '@patchwright/chassis';
import type { StoredEvent, TaskEvent } from '@patchwright/events';
import type { GitHub, Jira, Slack } from '@patchwright/outside';
import type { Inquiry } from '@patchwright/task';
import type { Workspace } from '@patchwright/workspace';

/** What the agents may touch. What tools of theirs do is less: see `house-tools.ts`. */
export interface AgentsWorld extends RecordedWorld {
  readonly model: Model;
  readonly mcp: Mcp;
  readonly spending: Spending;
  readonly github: Pick<GitHub, 'getRepository' | 'getPullRequest' | 'compare' | 'ensureComment'>;
  readonly jira: Pick<Jira, 'getTicket' | 'ensureComment'>;
  readonly slack: Pick<Slack, 'ensureMessage'>;
  readonly workspace: Pick<Workspace, 'open' | 'listFiles' | 'readFile' | 'search'>;
  /** What the log knows. */
  readonly log: {
    inquiry(input: { readonly id: string }): Promise<Inquiry>;
    task(input: { readonly id: string }): Promise<readonly StoredEvent<TaskEvent>[]>;
  };
}

/** Settings of the agents. */
export interface AgentsSettings {
  readonly cards: readonly AgentCard[];
  readonly skills: SkillsConfig;
  /** More than this no agent may use, whatever its file says. */
  readonly budget: Budget;
  /** Which tools of MCP servers an agent has by the operator's file, besides those that its own file names. */
  readonly granted: Readonly<Record<string, readonly string[]>>;
  /** Hosts whose addresses may stand in what agents say. */
  readonly hosts: readonly string[];
  /** Which systems there are; whoever asked on another one reads the answer from the log. */
  readonly house: { readonly github: boolean; readonly jira: boolean; readonly slack: boolean };
}
