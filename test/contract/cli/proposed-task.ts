import type { Bus } from '@patchwright/bus';
import {
  type AggregateRef,
  approvalDigest,
  DiscoveryCompleted,
  DiscoveryStarted,
  emptyHead,
  PlanningStarted,
  PlanProposed,
  seal,
  TaskRequested,
  termsOf,
} from '@patchwright/events';
import { plan as planOf, facts as story } from '@patchwright/task/story';

/** The tenant of the mesh on a laptop. */
export const tenant = 'main';

const SHA = 'a'.repeat(40);
const repository = 'acme/shop';
const base = { ref: 'main', sha: SHA };

const plan = planOf('low', 'A coupon never takes more than the cart is worth');

/** Puts a task on the log whose plan waits for approval, asked for by somebody else than the command line. Answers the plan's digest. */
export async function proposeTask(bus: Bus, id: string): Promise<string> {
  const branch = `agent/${id}`;
  const terms = termsOf(plan, { minutes: 60, costUsd: 5 }, 'one');
  const digest = approvalDigest({ repository, base, branch, plan, terms });
  const aggregate: AggregateRef = { kind: 'task', tenant, id };
  const facts = [
    TaskRequested.of({
      title: 'Negative total \u001b[31m',
      description: 'The total is below zero.',
      trigger: { kind: 'jira', ref: id },
      repository,
      requester: 'human:ines',
      priority: 'high',
      labels: ['AI'],
    }),
    DiscoveryStarted.of({}),
    DiscoveryCompleted.of({
      repository,
      base,
      discovery: story.discovery_completed.data.discovery,
    }),
    PlanningStarted.of({ version: 1 }),
    PlanProposed.of({
      version: 1,
      plan,
      digest,
      repository,
      base,
      branch,
      head: SHA,
      terms,
      pullRequest: { repository, number: 7, url: 'https://github.example/acme/shop/pull/7' },
    }),
  ];
  const events = seal(facts, {
    aggregate,
    expected: emptyHead,
    causationId: `test-${id}`,
    handler: 'test/propose',
    source: '/patchwright/test',
    actor: 'agent:planner',
    time: '2026-11-20T09:00:00.000Z',
    build: 'test',
    correlationId: id,
  });
  const outcome = await bus.log.append(aggregate, emptyHead, events);
  if (outcome.kind !== 'appended') throw new Error(`${id} was there already`);
  await bus.views.open('views').reached(await bus.log.lastSeq(), 10_000);
  return digest;
}
