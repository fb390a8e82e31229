import { type CommandOutcome, defineService, type ServiceContext } from '@patchwright/chassis';
import {
  CiPassed,
  DiscoveryCompleted,
  DiscoveryStarted,
  type DraftOf,
  type EventDefinition,
  ExecutionCompleted,
  ExecutionStarted,
  PlanningStarted,
  PlanProposed,
  PullRequestReadied,
  type StoredEvent,
  TaskCompleted,
  type TaskDraft,
  type WorkKind,
} from '@patchwright/events';
import { approvalPolicy } from '@patchwright/task';
import { drafts, matter } from './no-op-facts.ts';

type Config = Readonly<Record<string, never>>;

const noPorts = (_config: Config) => ({});

/** A service that states what it was told to, the moment it is asked. */
function echo<const D extends EventDefinition<'task'>>(
  name: string,
  work: WorkKind,
  emits: readonly D[],
  facts: readonly TaskDraft[],
) {
  return defineService({
    name,
    promise: 'States what it was told to state.',
    works: [work],
    emits,
    ports: noPorts,
    handle: async function* handle() {
      yield* facts as readonly DraftOf<D>[];
    },
  });
}

/** A task is looked into at once. */
export const discovery = echo(
  'discovery',
  'discover',
  [DiscoveryStarted, DiscoveryCompleted],
  [DiscoveryStarted.of({}), drafts.discovered],
);

/** A plan is there at once. */
export const planner = echo(
  'planner',
  'plan',
  [PlanningStarted, PlanProposed],
  [drafts.planning, drafts.proposed],
);

/** A plan is executed at once. */
export const executor = echo(
  'executor',
  'execute',
  [ExecutionStarted, ExecutionCompleted],
  [drafts.started, drafts.executed],
);

/** All checks are green. */
export const cicd = echo('cicd', 'ci', [CiPassed, PullRequestReadied, TaskCompleted], drafts.done);

/** Nobody is told of anything. */
export const notifier = defineService({
  name: 'notifier',
  promise: 'Tells nobody.',
  works: ['notify'],
  emits: [],
  ports: noPorts,
  handle: async function* handle() {},
});

/** A person who approves every plan the moment it is proposed. */
export const approver = defineService({
  name: 'approver',
  promise: 'Approves whatever is proposed.',
  works: [],
  emits: [],
  ports: noPorts,
  loops: [approveAll],
});

async function approveAll({ bus, command, signal }: ServiceContext<Config>): Promise<void> {
  const running = new Set<Promise<CommandOutcome | undefined>>();
  for await (const event of bus.log.read({ fromSeq: (await bus.log.lastSeq()) + 1, signal })) {
    if (event.type !== 'plan_proposed') continue;
    const approval = approve(event).finally(() => running.delete(approval));
    running.add(approval);
  }
  await Promise.all(running);

  function approve(event: StoredEvent): Promise<CommandOutcome> {
    return command(
      event.aggregate.id,
      {
        kind: 'approve',
        person: { actor: 'human:slack:U0MARIA', via: 'slack', roles: ['approver'] },
        digest: matter.digest,
        policy: approvalPolicy({ name: 'one vote', votes: { low: 1, medium: 1, high: 1 } }),
      },
      { causationId: event.id, handler: 'bench/approve', actor: 'human:slack:U0MARIA' },
    );
  }
}

/** By the names under which they are started. */
export const noOps = { discovery, planner, executor, cicd, notifier, approver } as const;
