import { readBudget, readModelSettings, readSkillSettings } from '@patchwright/agent';
import { readServiceSettings } from '@patchwright/chassis';
import { githubGitAccess, readGitHubSettings } from '@patchwright/outside';
import { readAuthor, readWorkspaceSettings } from '@patchwright/workspace';
import { z } from 'zod';
import type { Limits } from './execution.ts';

const Variables = z.object({
  PATCHWRIGHT_STEP_ATTEMPTS: z.coerce.number().int().positive().default(3),
});

/** Reads the environment once. Throws an error that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const limits: Limits = {
    ...readBudget(environment),
    attempts: Variables.parse(environment).PATCHWRIGHT_STEP_ATTEMPTS,
    author: readAuthor(environment),
    skills: readSkillSettings(environment),
  };
  const config = {
    model: readModelSettings(environment),
    workspace: {
      ...readWorkspaceSettings(environment),
      remote: githubGitAccess(readGitHubSettings(environment)),
    },
    limits,
  };
  return { settings: readServiceSettings(environment), config };
}

/** Settings of the executor. */
export type Config = ReturnType<typeof readConfig>['config'];
