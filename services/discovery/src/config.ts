import { readFileSync } from 'node:fs';
import {
  readBudget,
  readMcpSettings,
  readModelSettings,
  readSkillSettings,
} from '@patchwright/agent';
import { readBudgets, readServiceSettings } from '@patchwright/chassis';
import {
  githubGitAccess,
  readGitHubSettings,
  readJiraSettings,
  readSentrySettings,
} from '@patchwright/outside';
import { readWorkspaceSettings } from '@patchwright/workspace';
import { z } from 'zod';
import type { DiscoverySettings } from './discover.ts';

const Catalogue = z.array(
  z.object({
    name: z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'has the form owner/name'),
    about: z.array(z.string()).default([]),
    sentryProjects: z.array(z.string()).default([]),
    jiraProjects: z.array(z.string()).default([]),
  }),
);

const Variables = z.object({
  /** Owners whose code is searched, separated by commas. */
  PATCHWRIGHT_OWNERS: z.string().default(''),
  /** A JSON file: the repositories that people entered. */
  PATCHWRIGHT_CATALOGUE: z.string().optional(),
  PATCHWRIGHT_CANDIDATES: z.coerce.number().int().positive().default(5),
  /** 0 to 1: below it a person is asked. */
  PATCHWRIGHT_CONFIDENCE: z.coerce.number().min(0).max(1).default(0.35),
  /** Questions that one task may ask. */
  PATCHWRIGHT_QUESTIONS: z.coerce.number().int().nonnegative().default(2),
  PATCHWRIGHT_OCCURRENCES: z.coerce.number().int().positive().default(10),
});

/** Reads the environment once. Throws an error that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const mcp = readMcpSettings(environment);
  const variables = Variables.parse(environment);
  const file = variables.PATCHWRIGHT_CATALOGUE;
  const discovery: DiscoverySettings = {
    catalogue: file ? Catalogue.parse(JSON.parse(readFileSync(file, 'utf8'))) : [],
    owners: variables.PATCHWRIGHT_OWNERS.split(',').filter((owner) => owner !== ''),
    candidates: variables.PATCHWRIGHT_CANDIDATES,
    occurrences: variables.PATCHWRIGHT_OCCURRENCES,
    asking: {
      threshold: variables.PATCHWRIGHT_CONFIDENCE,
      most: variables.PATCHWRIGHT_QUESTIONS,
    },
    budget: readBudget(environment),
    mcp: mcp.agents.discovery ?? [],
    skills: readSkillSettings(environment),
  };
  const config = {
    model: readModelSettings(environment),
    mcp,
    budgets: readBudgets(environment.PATCHWRIGHT_BUDGETS),
    github: readGitHubSettings(environment),
    jira: readJiraSettings(environment),
    sentry: readSentrySettings(environment),
    workspace: {
      ...readWorkspaceSettings(environment),
      remote: githubGitAccess(readGitHubSettings(environment)),
    },
    discovery,
  };
  return { settings: readServiceSettings(environment), config };
}

/** Settings of discovery. */
export type Config = ReturnType<typeof readConfig>['config'];
