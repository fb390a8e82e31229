import { cicd } from '@patchwright/cicd';
import { isTaskEvent, newId } from '@patchwright/events';
import { githubGitAccess } from '@patchwright/outside';
import { defaultBudgets, fold, type Task } from '@patchwright/task';
import { partOf, facts as story } from '@patchwright/task/story';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../bus/until.ts';
import { context } from '../outside/calls.ts';
import { github, port, pullRequest, repository, TOKEN, useGitHub } from '../outside/github-site.ts';
import { approvedWith } from './approved-whole.ts';
import { calm, openSite, tenant } from './site.ts';

// This GitHub knows nobody whom it could tell of a merge.
useGitHub();

let site: Awaited<ReturnType<typeof openSite>>;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());

/** The CI sitter's settings as far as it only reads GitHub. */
function sitter(): Parameters<typeof cicd.ports>[0] {
  const limits = { maxFixes: 0, maxReruns: 0, graceSeconds: 0, cancelledMinutes: 1 };
  const author = { name: 'Patchwright', email: 'patchwright@acme.example' };
  const gitHub = { baseUrl: github.url, auth: { kind: 'token', token: TOKEN } } as const;
  return {
    github: gitHub,
    jira: { baseUrl: github.url, auth: { kind: 'bearer', token: 'none' } },
    workspace: {
      root: '/nowhere',
      tools: { path: [] },
      committer: author,
      remote: githubGitAccess(gitHub),
    },
    model: { providers: {}, roles: { default: [] }, prices: {} },
    budgets: defaultBudgets,
    limits: { ...limits, waitMinutes: 1, budget: { turns: 1, tokens: 1, costUsd: 1 }, author },
    rules: { policyVersion: 'one' },
  };
}

async function taskOf(id: string): Promise<Task> {
  const { events } = await site.bus.log.history({ kind: 'task', tenant, id });
  return fold(tenant, id, events.filter(isTaskEvent));
}

test('a merge that nobody told of is noticed by a poll, once, and the task goes on', async () => {
  const id = `task-${newId().toLowerCase()}`;
  const partId = `${id}__money`;
  const number = await pullRequest();
  const url = `${github.url}/${repository}/pull/${number}`;
  const listed = { ...partOf(repository, partId), pullRequest: { repository, number, url } };
  const deadlines = { ...calm.deadlines, mergePollMs: 300 };
  await using _ = await site.schedule({ deadlines });
  await site.append(id, ...approvedWith(listed));
  await until('the part may begin', async () =>
    (await site.facts(partId)).includes('part_released'),
  );
  expect(await site.timers(id)).not.toContain('merge_poll');
  const { execution_started: started, task_completed: completed } = story;
  const data = { ...started.data, digest: listed.digest };
  await site.append(partId, { ...started, data }, story.execution_completed);
  await site.append(partId, story.ci_passed, completed);
  await until('the merge is asked about', async () =>
    (await site.outstanding(id)).some((item) => item.startsWith('ci ')),
  );
  await using _sitter = await site.serve(cicd, sitter());
  await until('there was nothing to be seen', async () =>
    (await site.outstanding(id)).every((item) => !item.startsWith('ci ')),
  );
  expect(await site.facts(partId)).not.toContain('pull_request_merged');

  await port.writes.ensureReady.perform({ key: 'ready', repository, number }, context());
  const { sha } = await github.merge({ repo: repository, user: 'maria', number });
  await until('the task goes on', async () =>
    (await site.outstanding(id)).some((item) => item.startsWith('execute ')),
  );
  expect((await taskOf(id)).parts).toMatchObject([{ state: 'completed', merged: sha }]);
  const { events } = await site.bus.log.history({ kind: 'task', tenant, id: partId });
  const told = events.filter(({ type }) => type === 'pull_request_merged');
  expect(told).toMatchObject([
    { source: '/patchwright/cicd', data: { sha, by: 'human:github:maria' } },
  ]);
});
