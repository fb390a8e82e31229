import { type CommandOutcome, defineService, type ServiceContext } from '@patchwright/chassis';
import {
  CiPassed,
  DiscoveryCompleted,
  DiscoveryStarted,
  ExecutionCompleted,
  ExecutionStarted,
  PlanningStarted,
  PlanProposed,
  PullRequestReadied,
  type StoredEvent,
  TaskCompleted,
} from '@patchwright/events';
import { drafts, matter } from './no-op-facts.ts';

type Config = Readonly<Record<string, never>>;

const noPorts = (_config: Config) => ({});

/** A task is looked into at once. */
export const discovery = defineService({
  name: 'discovery',
  promise: 'Finds what it was told to find.',
  works: ['discover'],
  emits: [DiscoveryStarted, DiscoveryCompleted],
  ports: noPorts,
  handle: async function* handle() {
    yield DiscoveryStarted.of({});
    yield drafts.discovered as ReturnType<typeof DiscoveryCompleted.of>;
  },
});

/** A plan is there at once. */
export const planner = defineService({
  name: 'planner',
  promise: 'Proposes the one plan it knows.',
  works: ['plan'],
  emits: [PlanningStarted, PlanProposed],
  ports: noPorts,
  handle: async function* handle() {
    yield drafts.planning as ReturnType<typeof PlanningStarted.of>;
    yield drafts.proposed as ReturnType<typeof PlanProposed.of>;
  },
});

/** A plan is executed at once. */
export const executor = defineService({
  name: 'executor',
  promise: 'Executes without doing anything.',
  works: ['execute'],
  emits: [ExecutionStarted, ExecutionCompleted],
  ports: noPorts,
  handle: async function* handle() {
    yield drafts.started as ReturnType<typeof ExecutionStarted.of>;
    yield drafts.executed as ReturnType<typeof ExecutionCompleted.of>;
  },
});

/** All checks are green. */
export const cicd = defineService({
  name: 'cicd',
  promise: 'Finds every check green.',
  works: ['ci'],
  emits: [CiPassed, PullRequestReadied, TaskCompleted],
  ports: noPorts,
  handle: async function* handle() {
    const [passed, readied, completed] = drafts.done;
    yield passed as ReturnType<typeof CiPassed.of>;
    yield readied as ReturnType<typeof PullRequestReadied.of>;
    yield completed as ReturnType<typeof TaskCompleted.of>;
  },
});

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
        policy: { name: 'one vote', votes: { low: 1, medium: 1, high: 1 }, selfApproval: false },
      },
      { causationId: event.id, handler: 'bench/approve', actor: 'human:slack:U0MARIA' },
    );
  }
}

/** By the names under which they are started. */
export const noOps = { discovery, planner, executor, cicd, notifier, approver } as const;
