import {
  DiscoveryStarted,
  emptyHead,
  type StoredEvent,
  seal,
  type TaskDraft,
  type TaskEvent,
  TaskPaused,
  TaskRequested,
} from '@patchwright/events';
import { fold } from '@patchwright/task';
import { expect, test } from 'vitest';
import { rememberTasks } from '../src/recent-tasks.ts';

type History = readonly [StoredEvent<TaskEvent>, StoredEvent<TaskEvent>, StoredEvent<TaskEvent>];

const drafts: readonly TaskDraft[] = [
  TaskRequested.of({
    title: 'Cart total',
    description: '',
    trigger: { kind: 'cli', ref: 'x' },
    requester: 'human:cli:ines',
    priority: 'high',
    labels: [],
  }),
  DiscoveryStarted.of({}),
  TaskPaused.of({ by: 'human:cli:ines', via: 'cli' }),
];

function historyOf(id: string): History {
  const events = seal(drafts, {
    aggregate: { kind: 'task', tenant: 'main', id },
    expected: emptyHead,
    causationId: 'inbox:1',
    handler: 'test',
    source: '/patchwright/test',
    actor: 'human:cli:ines',
    time: '2026-11-20T09:00:00.000Z',
    build: 'test',
    correlationId: id,
  });
  const stored = events.map((event, index) => ({ ...event, seq: index + 1, hash: '' }));
  return stored as unknown as History;
}

/** Follows events; answers the tasks after each, and how often the log had to be read back. */
async function follow(events: readonly StoredEvent<TaskEvent>[], most?: number) {
  const recent = rememberTasks(most);
  let reads = 0;
  const tasks = [];
  for (const event of events) {
    const { tenant, id } = event.aggregate;
    const before = historyOf(id).filter(({ aggVersion }) => aggVersion <= event.aggVersion);
    tasks.push(
      await recent.after(event, async () => {
        reads += 1;
        return fold(tenant, id, before);
      }),
    );
  }
  return { tasks, reads };
}

test('a task that is followed from its first event on is folded as its whole history is, without reading it', async () => {
  const history = historyOf('a');
  const { tasks, reads } = await follow(history);
  expect(tasks).toEqual(history.map((_, end) => fold('main', 'a', history.slice(0, end + 1))));
  expect(reads).toBe(0);
});

test('an event that comes twice changes nothing and reads nothing', async () => {
  const [first, second] = historyOf('a');
  const { tasks, reads } = await follow([first, second, second]);
  expect(tasks[2]).toEqual(tasks[1]);
  expect(reads).toBe(0);
});

test('a gap, an older event and an unknown task are read from the log', async () => {
  const [first, second, third] = historyOf('a');
  const gap = await follow([first, third]);
  expect(gap).toMatchObject({ reads: 1, tasks: [{ status: 'requested' }, { status: 'paused' }] });
  const older = await follow([first, second, third, second]);
  expect(older.tasks[3]).toMatchObject({ status: 'discovering', version: 2 });
  expect(older.reads).toBe(1);
  expect(await follow([second])).toMatchObject({ reads: 1 });
});

test('only so many tasks are remembered', async () => {
  const [first, second] = historyOf('a');
  const [other] = historyOf('b');
  expect(await follow([first, other, second], 1)).toMatchObject({ reads: 1 });
});
