import { setTimeout as pause } from 'node:timers/promises';
import type { Task } from '@patchwright/task';
import { OutsideRefused } from '../mesh/control.ts';
import type { Mesh } from '../mesh/start-mesh.ts';
import type { Scenario } from '../scenario/scenario.ts';

const SHOWN_WITHIN_MS = 60_000;

/** Approves the plan that a task proposes, in the way and by the person that the story names: a click, a comment, or a command. */
export async function approve(
  mesh: Mesh,
  scenario: Scenario,
  task: Task,
  signal: AbortSignal,
): Promise<void> {
  const { via, by } = scenario.approval;
  const person = scenario.people[by];
  const { proposal } = task;
  if (person === undefined || proposal === undefined) return;
  switch (via) {
    case 'slack': {
      const about = task.ticket?.key ?? task.id;
      const click = { user: person.slack, actionId: 'approve', about };
      const answer = await whenShown(
        () => mesh.control.act<{ status: number | null; body: string }>('/slack/click', click),
        signal,
      );
      if (answer.status !== 200)
        throw new Error(`the click was answered ${answer.status}: ${answer.body}`);
      return;
    }
    case 'github': {
      const { repository: repo, number } = proposal.pullRequest;
      const comment = { repo, number, user: person.github, body: '@agent approve' };
      await mesh.control.act('/github/comment', comment);
      return;
    }
    case 'jira': {
      const comment = { ticket: task.ticket?.key, user: person.jira, body: '@agent approve' };
      await mesh.control.act('/jira/comment', comment);
      return;
    }
    case 'cli': {
      const response = await fetch(`${mesh.gatewayUrl}/v1/tasks/${task.id}/approve`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${mesh.apiToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ digest: proposal.digest }),
      });
      if (!response.ok) throw new Error(`the approval was refused: ${await response.text()}`);
    }
  }
}

/** The message with the button comes a moment after the plan. */
async function whenShown<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = performance.now() + SHOWN_WITHIN_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isThere = !(error instanceof OutsideRefused) || error.status !== 404;
      if (isThere || performance.now() > deadline) throw error;
      await pause(100, undefined, { signal });
    }
  }
}
