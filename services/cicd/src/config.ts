import { readBudget, readModelSettings, readSkillSettings } from '@patchwright/agent';
import { readBudgets, readRules, readServiceSettings } from '@patchwright/chassis';
import { githubGitAccess, readGitHubSettings, readJiraSettings } from '@patchwright/outside';
import { readAuthor, readWorkspaceSettings } from '@patchwright/workspace';
import { z } from 'zod';
import type { CiLimits } from './world.ts';

const Variables = z.object({
  PATCHWRIGHT_POLICY: z.string().optional(),
  PATCHWRIGHT_CI_FIXES: z.coerce.number().int().nonnegative().default(3),
  PATCHWRIGHT_CI_GRACE_SECONDS: z.coerce.number().nonnegative().default(30),
  PATCHWRIGHT_CI_CANCELLED_MINUTES: z.coerce.number().nonnegative().default(10),
  PATCHWRIGHT_CI_WAIT_MINUTES: z.coerce.number().positive().default(110),
  PATCHWRIGHT_CI_RERUNS: z.coerce.number().int().nonnegative().default(1),
});

/** Reads the environment once. Throws an error that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const variables = Variables.parse(environment);
  const limits: CiLimits = {
    maxFixes: variables.PATCHWRIGHT_CI_FIXES,
    maxReruns: variables.PATCHWRIGHT_CI_RERUNS,
    graceSeconds: variables.PATCHWRIGHT_CI_GRACE_SECONDS,
    cancelledMinutes: variables.PATCHWRIGHT_CI_CANCELLED_MINUTES,
    waitMinutes: variables.PATCHWRIGHT_CI_WAIT_MINUTES,
    budget: readBudget(environment),
    skills: readSkillSettings(environment),
    author: readAuthor(environment),
  };
  const config = {
    github: readGitHubSettings(environment),
    jira: readJiraSettings(environment),
    workspace: {
      ...readWorkspaceSettings(environment),
      remote: githubGitAccess(readGitHubSettings(environment)),
    },
    model: readModelSettings(environment),
    budgets: readBudgets(environment.PATCHWRIGHT_BUDGETS),
    limits,
    rules: readRules(variables.PATCHWRIGHT_POLICY),
  };
  return { settings: readServiceSettings(environment), config };
}

/** Settings of the CI sitter. */
export type Config = ReturnType<typeof readConfig>['config'];
