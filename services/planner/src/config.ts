import {
  readBudget,
  readMcpSettings,
  readModelSettings,
  readSkillSettings,
} from '@patchwright/agent';
import { readBudgets, readRules, readServiceSettings } from '@patchwright/chassis';
import { githubGitAccess, readGitHubSettings } from '@patchwright/outside';
import { readAuthor, readWorkspaceSettings } from '@patchwright/workspace';
import { z } from 'zod';
import type { PlannerSettings } from './propose.ts';

const Variables = z.object({
  PATCHWRIGHT_PLAN_VERSIONS: z.coerce.number().int().positive().default(5),
  PATCHWRIGHT_DASHBOARD_URL: z.url().optional(),
  PATCHWRIGHT_EXECUTION_MINUTES: z.coerce.number().positive().default(60),
  PATCHWRIGHT_EXECUTION_COST_USD: z.coerce.number().positive().default(10),
  PATCHWRIGHT_POLICY: z.string().optional(),
});

/** Reads the environment once. Throws an error that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const mcp = readMcpSettings(environment);
  const variables = Variables.parse(environment);
  const planner: PlannerSettings = {
    maxVersions: variables.PATCHWRIGHT_PLAN_VERSIONS,
    budget: readBudget(environment),
    mcp: mcp.agents.planner ?? [],
    skills: readSkillSettings(environment),
    limits: {
      minutes: variables.PATCHWRIGHT_EXECUTION_MINUTES,
      costUsd: variables.PATCHWRIGHT_EXECUTION_COST_USD,
    },
    author: readAuthor(environment),
    dashboardUrl: variables.PATCHWRIGHT_DASHBOARD_URL,
  };
  const config = {
    model: readModelSettings(environment),
    mcp,
    budgets: readBudgets(environment.PATCHWRIGHT_BUDGETS),
    github: readGitHubSettings(environment),
    workspace: {
      ...readWorkspaceSettings(environment),
      remote: githubGitAccess(readGitHubSettings(environment)),
    },
    planner,
    rules: readRules(variables.PATCHWRIGHT_POLICY),
  };
  return { settings: readServiceSettings(environment), config };
}

/** Settings of the planner. */
export type Config = ReturnType<typeof readConfig>['config'];
