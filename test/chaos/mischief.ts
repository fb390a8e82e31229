import { setTimeout as pause } from 'node:timers/promises';
import { type Happening, type Mesh, OutsideRefused } from '@patchwright/local';
import type { NatsServer } from '@patchwright/local/nats';
import type { Delivery } from '@patchwright/stand-ins';
import type { Dice } from './dice.ts';

/** Something that is done to a mesh while stories are played. */
export interface Mischief {
  /** Told of everything that happens in the stories. */
  readonly onHappening: (happening: Happening) => void;
  /** Resolves once what was begun is done; answers what was done, a sentence each. */
  readonly done: () => Promise<readonly string[]>;
}

/** Its work is kept for some seconds, and the other executor may have a story of its own to finish first. */
const TAKEN_WITHIN_MS = 120_000;

/** The facts around which each service is at work, so that a kill hits it. */
const AT_WORK: Readonly<Record<string, readonly [string, ...string[]]>> = {
  gateway: ['plan_proposed', 'discovery_completed', 'changes_pushed', 'execution_completed'],
  scheduler: ['discovery_started', 'plan_approved', 'execution_completed', 'planning_started'],
  projector: ['plan_proposed', 'test_proved_red', 'execution_completed'],
  discovery: ['task_requested', 'discovery_started'],
  planner: ['planning_started', 'discovery_completed'],
  executor: ['execution_started', 'test_proved_red', 'commit_recorded', 'test_proved_green'],
  cicd: ['execution_completed', 'changes_pushed'],
  'sentry-monitor': ['task_requested', 'error_observed'],
  notifier: ['plan_proposed', 'plan_approved', 'task_completed', 'execution_completed'],
};

/** Kills all processes of each service once, each soon after a fact that is drawn for it. */
export function killEachService(mesh: Mesh, dice: Dice): Mischief {
  const plans = Object.entries(AT_WORK).map(([service, facts]) => ({
    service,
    fact: dice.oneOf(facts),
    afterMs: dice.between(0, 400),
  }));
  return atFacts(plans, async ({ service, fact, afterMs }) => {
    await pause(afterMs);
    mesh.kill(service, 'SIGKILL');
    return `SIGKILL to ${service} ${afterMs} ms after ${fact}`;
  });
}

/** Kills the broker at three facts that are drawn, and starts it again after a moment. */
export function killBroker(nats: NatsServer, dice: Dice): Mischief {
  const phases = [
    ['discovery_started', 'planning_started', 'plan_proposed'],
    ['execution_started', 'baseline_recorded', 'test_proved_red'],
    ['changes_pushed', 'execution_completed', 'test_proved_green'],
  ] as const;
  const plans = phases.map((facts) => ({
    fact: dice.oneOf<string>(facts),
    afterMs: dice.between(0, 400),
    downMs: dice.between(100, 1500),
  }));
  return atFacts(plans, async ({ fact, afterMs, downMs }) => {
    await pause(afterMs);
    await nats.kill('SIGKILL');
    await pause(downMs);
    await nats.restart();
    return `SIGKILL to nats-server ${afterMs} ms after ${fact}, down for ${downMs} ms`;
  });
}

/** Holds the executor that works on a task until another has the work, and then lets it go on with what it was about to do. */
export function holdExecutor(mesh: Mesh, dice: Dice): Mischief {
  const fact = dice.oneOf(['execution_started', 'baseline_recorded', 'test_proved_red']);
  return atFacts([{ fact, afterMs: dice.between(0, 300) }], async ({ afterMs }, taskId) => {
    await pause(afterMs);
    const sleeper = await executorOf(mesh, taskId);
    mesh.kill(sleeper, 'SIGSTOP');
    const began = performance.now();
    try {
      for (;;) {
        const worker = await executorOf(mesh, taskId);
        const heldMs = Math.round(performance.now() - began);
        if (worker !== sleeper) {
          return `executor ${sleeper} was held ${afterMs} ms after ${fact}; ${worker} had its work ${heldMs} ms later`;
        }
        if (heldMs > TAKEN_WITHIN_MS) throw new Error(`nobody took the work of ${sleeper}`);
        await pause(200);
      }
    } finally {
      await pause(1000);
      mesh.kill(sleeper, 'SIGCONT');
    }
  });
}

/** Has every webhook delivered four times more, all at once, as soon as it has arrived. */
export function deliverFiveTimes(mesh: Mesh): Mischief {
  const leave = new AbortController();
  const again = new Set<string>();

  async function deliver(): Promise<void> {
    const { deliveries } = await mesh.control.read<{ readonly deliveries: readonly Delivery[] }>(
      '/deliveries',
    );
    const fresh = deliveries.filter(({ id, status }) => status === 'delivered' && !again.has(id));
    for (const { id } of fresh) again.add(id);
    await Promise.all(
      fresh.flatMap(({ id }) =>
        Array.from({ length: 4 }, () =>
          mesh.control.act('/deliveries/redeliver', { id }).catch(unlessFinal),
        ),
      ),
    );
  }
  async function keep(): Promise<void> {
    while (!leave.signal.aborted) {
      await deliver();
      await pause(200, undefined, { signal: leave.signal }).catch(() => undefined);
    }
  }
  const keeping = keep();
  keeping.catch(() => undefined);
  return {
    onHappening: () => undefined,
    async done() {
      leave.abort();
      await keeping;
      return [`${again.size} webhooks were delivered five times`];
    },
  };
}

/** A click in Slack is answered at once and never sent again; there is nothing to redeliver. */
function unlessFinal(error: unknown): void {
  if (!(error instanceof OutsideRefused) || error.status !== 404) throw error;
}

/** Does each plan once, at the first fact of its name. */
function atFacts<Plan extends { readonly fact: string }>(
  plans: readonly Plan[],
  doIt: (plan: Plan, taskId: string) => Promise<string>,
): Mischief {
  const begun = new Map<Plan, Promise<string>>();
  return {
    onHappening(happening) {
      if (happening.kind !== 'event') return;
      const { type, aggregate } = happening.event;
      for (const plan of plans) {
        if (plan.fact !== type || begun.has(plan)) continue;
        const doing = doIt(plan, aggregate.id);
        doing.catch(() => undefined);
        begun.set(plan, doing);
      }
    },
    async done() {
      const missed = plans.filter((plan) => !begun.has(plan));
      const done = await Promise.all(begun.values());
      return [...done, ...missed.map(({ fact }) => `nothing at ${fact}, which never came`)];
    },
  };
}

/** The process that works on a task, as the journal of its run tells. */
async function executorOf(mesh: Mesh, taskId: string): Promise<number> {
  const { journal } = mesh.bus;
  const runs = await journal.runs(mesh.tenant, `execute-${taskId}-`);
  for (const run of runs.toReversed()) {
    const { entries } = await journal.read(mesh.tenant, run);
    const taken = entries.findLast(({ entry }) => entry === 'opened' || entry === 'taken');
    const { worker = '' } = (taken?.data ?? {}) as { readonly worker?: string };
    const pid = /-(\d+)-[^-]+$/.exec(worker)?.[1];
    if (pid !== undefined) return Number(pid);
  }
  throw new Error(`nobody works on ${taskId}`);
}
