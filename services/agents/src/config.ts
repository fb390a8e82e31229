import {
  type AgentCard,
  readAgentSettings,
  readBudget,
  readMcpSettings,
  readModelSettings,
  readSkillSettings,
} from '@patchwright/agent';
import { readBudgets, readServiceSettings } from '@patchwright/chassis';
import { definitionOf } from '@patchwright/events';
import {
  githubGitAccess,
  linkHosts,
  readGitHubSettings,
  readJiraSettings,
  readSlackSettings,
} from '@patchwright/outside';
import { readWorkspaceSettings } from '@patchwright/workspace';
import type { AgentsSettings } from './world.ts';

type Variables = Readonly<Record<string, string | undefined>>;

// Stands for a system that `house` says is not there, so that it is never called.
const nowhere = {
  jira: { baseUrl: 'http://jira.invalid', auth: { kind: 'bearer', token: 'none' } },
  slack: { token: 'none' },
} as const;

/** Reads the environment once; Jira and Slack are passed by without credentials. Throws an Error that names what is wrong. */
export function readConfig(environment: Variables) {
  const github = readGitHubSettings(environment);
  const mcp = readMcpSettings(environment);
  const has = {
    github: true,
    jira: Boolean(environment.JIRA_URL),
    slack: Boolean(environment.SLACK_BOT_TOKEN || environment.SLACK_BOT_TOKEN_FILE),
  };
  const agents: AgentsSettings = {
    cards: checked(readAgentSettings(environment)),
    skills: readSkillSettings(environment),
    budget: readBudget(environment),
    granted: mcp.agents,
    hosts: linkHosts(environment),
    house: has,
  };
  const config = {
    model: readModelSettings(environment),
    mcp,
    budgets: readBudgets(environment.PATCHWRIGHT_BUDGETS),
    github,
    jira: has.jira ? readJiraSettings(environment) : nowhere.jira,
    slack: has.slack ? readSlackSettings(environment) : nowhere.slack,
    workspace: { ...readWorkspaceSettings(environment), remote: githubGitAccess(github) },
    agents,
  };
  return { settings: readServiceSettings(environment), config };
}

/** Settings of the agents. */
export type Config = ReturnType<typeof readConfig>['config'];

function checked(cards: readonly AgentCard[]): readonly AgentCard[] {
  for (const { name, on } of cards) {
    const unknown = on.find((type) => definitionOf('task', type) === undefined);
    if (unknown !== undefined)
      throw new Error(`the agent ${name}: on: there is no fact ${unknown}`);
  }
  return cards;
}
