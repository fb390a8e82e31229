import { setTimeout as pause } from 'node:timers/promises';
import { isTaskEvent, type MeshEvent, type StoredEvent, type TaskEvent } from '@patchwright/events';
import { messageOf } from '@patchwright/faults';
import { evolve, initialTask, isEnded, type Task } from '@patchwright/task';
import type { Mesh } from '../mesh/start-mesh.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { approve } from './approve.ts';
import { openKiller, takenOver } from './kill.ts';
import { gather, type Played } from './story-result.ts';
import { beginsStory, precedesStory, setStage, trigger } from './trigger.ts';

/** Something that happens while a story is played. */
export type Happening =
  /** A fact of the story's task, or of the error before it; `task` is the fold that includes it. */
  | {
      readonly kind: 'event';
      readonly event: StoredEvent<MeshEvent>;
      readonly task: Task | undefined;
    }
  /** Something that is done to the mesh or by a person, in a sentence. */
  | { readonly kind: 'act'; readonly text: string };

/** How a story is played. */
export interface PlayOptions {
  readonly onHappening?: ((happening: Happening) => void) | undefined;
  /** `false` leaves out the kills that the story declares. */
  readonly kill?: boolean;
  readonly signal?: AbortSignal;
}

const SETTLED_WITHIN_MS = 30_000;
/** The time of a story is measured by its script; a real model takes its own. */
const THINKS_LONGER = 6;

/**
 * Plays a story to its end: sets the stage, triggers it, approves the plan, kills what is to be killed, waits until the task has
 * ended and everyone has been told, and gathers what came of it. Resolves with the problems instead of rejecting when the story
 * goes another way; rejects when the stage cannot be set or the signal aborts.
 */
export async function playScenario(
  mesh: Mesh,
  scenario: Scenario,
  options: PlayOptions = {},
): Promise<Played> {
  const tell = options.onHappening ?? (() => undefined);
  await setStage(mesh, scenario);
  const fromSeq = (await mesh.bus.log.lastSeq()) + 1;
  const began = performance.now();
  const within = scenario.within * (mesh.model === 'anthropic' ? THINKS_LONGER : 1);
  const late = AbortSignal.timeout(within * 1000);
  const done = new AbortController();
  const signal = AbortSignal.any([late, done.signal, ...(options.signal ? [options.signal] : [])]);
  const problems: string[] = [];
  const acts: Promise<void>[] = [];
  let task: Task | undefined;

  function act(what: string, doing: () => Promise<string | undefined>): void {
    acts.push(
      doing().then(
        (text) => {
          if (text !== undefined) tell({ kind: 'act', text });
        },
        (error: unknown) => {
          if (!done.signal.aborted) problems.push(`${what}: ${messageOf(error)}`);
        },
      ),
    );
  }

  const pending = new Set(options.kill === false ? [] : scenario.kill);
  const killer = openKiller(mesh);

  function strikes(event: StoredEvent<TaskEvent>) {
    return [...pending].flatMap((kill) => {
      const { service, signal: how, when } = kill;
      if (when.event !== event.type) {
        killer.aim(service, event.aggregate.id);
        return [];
      }
      pending.delete(kill);
      return [{ service, how, pids: killer.strike(service, how) }];
    });
  }

  function follow({ service, how, pids }: ReturnType<typeof strikes>[number], id: string): void {
    const text = `${how} to ${service} (process ${pids.join(', ')}), which was at work on ${id}`;
    tell({ kind: 'act', text });
    if (how !== 'SIGKILL') return;
    act(`killing ${service}`, async () => {
      const next = await takenOver(mesh, service, id, pids, signal);
      if (next === undefined) return undefined;
      return `${service} (process ${next}) takes over where the record ends`;
    });
  }

  tell({ kind: 'act', text: beginning(scenario) });
  await trigger(mesh, scenario);
  for await (const event of mesh.bus.log.read({ fromSeq, signal })) {
    if (precedesStory(scenario, event)) tell({ kind: 'event', event, task });
    if (!isTaskEvent(event)) continue;
    if (task === undefined && beginsStory(scenario, event)) {
      task = initialTask(event.aggregate.tenant, event.aggregate.id);
    }
    if (task === undefined || event.aggregate.id !== task.id) continue;
    task = evolve(task, event);
    // Before it is told: a moment later the process would be elsewhere.
    const struck = strikes(event);
    tell({ kind: 'event', event, task });
    for (const strike of struck) follow(strike, event.aggregate.id);
    if (event.type === 'plan_proposed') {
      const proposed = task;
      act('approving', async () => {
        await approve(mesh, scenario, proposed, signal);
        return `${scenario.approval.by} approves by ${scenario.approval.via}`;
      });
    }
    if (isEnded(task.status)) break;
  }
  options.signal?.throwIfAborted();
  const durationMs = Math.round(performance.now() - began);
  if (late.aborted) {
    const where = task === undefined ? 'no task was requested' : `it is ${task.status}`;
    problems.push(`after ${within} s the story is not at its end: ${where}`);
  } else if (task !== undefined) await settled(mesh, task.id);
  done.abort();
  await Promise.all(acts);
  const events = task === undefined ? [] : await historyOf(mesh, task);
  return gather(mesh, scenario, { task, events, durationMs, problems });
}

/** Waits until nobody works for the task any more, and no webhook and no CI job is under way. */
async function settled(mesh: Mesh, taskId: string): Promise<void> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  while (performance.now() < deadline) {
    await mesh.control.read('/settled');
    const outstanding = await mesh.bus.work.outstanding(mesh.tenant, taskId);
    if (outstanding.length === 0) return;
    await pause(100);
  }
}

async function historyOf(mesh: Mesh, task: Task): Promise<readonly StoredEvent<TaskEvent>[]> {
  const aggregate = { kind: 'task', tenant: task.tenant, id: task.id } as const;
  const { events } = await mesh.bus.log.history(aggregate);
  return events.filter(isTaskEvent);
}

function beginning({ trigger: { jira, sentry } }: Scenario): string {
  if (jira !== undefined) {
    return `${jira.reporter ?? 'somebody'} creates ${jira.key} with the label ${jira.labels.join(', ')}: ${jira.summary}`;
  }
  return `production reports ${sentry?.title}, ${sentry?.count} times`;
}
