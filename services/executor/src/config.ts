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
import type { Limits } from './execution.ts';

const Variables = z.object({
  PATCHWRIGHT_STEP_ATTEMPTS: z.coerce.number().int().positive().default(3),
  PATCHWRIGHT_POLICY: z.string().optional(),
});

/** Reads the environment once. Throws an error that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const mcp = readMcpSettings(environment);
  const variables = Variables.parse(environment);
  const limits: Limits = {
    ...readBudget(environment),
    mcp: mcp.agents.executor ?? [],
    attempts: variables.PATCHWRIGHT_STEP_ATTEMPTS,
    author: readAuthor(environment),
    skills: readSkillSettings(environment),
  };
  const config = {
    model: readModelSettings(environment),
    mcp,
    budgets: readBudgets(environment.PATCHWRIGHT_BUDGETS),
    workspace: {
      ...readWorkspaceSettings(environment),
      remote: githubGitAccess(readGitHubSettings(environment)),
    },
    limits,
    rules: readRules(variables.PATCHWRIGHT_POLICY),
  };
  return { settings: readServiceSettings(environment), config };
}

/** Settings of the executor. */
export type Config = ReturnType<typeof readConfig>['config'];
