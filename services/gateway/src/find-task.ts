import type { ServiceContext } from '@patchwright/chassis';
import {
  isTaskEvent,
  type StoredEvent,
  type TaskEvent,
  type TaskOrigin,
  taskIdFor,
} from '@patchwright/events';
import { fold, isEnded, type LinkRow, type Task, viewKeys } from '@patchwright/task';
import type { Where } from './intent.ts';

/** A task as it stands, with its history. */
export interface FoundTask {
  readonly task: Task;
  readonly history: readonly StoredEvent<TaskEvent>[];
}

/** What is needed to find tasks. */
export interface Finder {
  readonly bus: {
    readonly log: Pick<ServiceContext<unknown>['bus']['log'], 'history' | 'lastSeq'>;
    readonly views: Pick<ServiceContext<unknown>['bus']['views'], 'open'>;
  };
  readonly tenant: string;
}

/** For how long a view that lags is waited for, before the message is tried again. */
const PATIENCE_MS = 3000;
const ID = /^[a-z0-9_-]{1,64}$/;

/** The task of an id; its status is `unknown` when nobody asked for it. Throws Retryable while the broker is out of reach. */
export async function taskAt(finder: Finder, id: string): Promise<FoundTask> {
  const { bus, tenant } = finder;
  const { events } = await bus.log.history({ kind: 'task', tenant, id });
  const history = events.filter((event): event is StoredEvent<TaskEvent> => isTaskEvent(event));
  return { task: fold(tenant, id, history), history };
}

/** The task that words are about; `undefined` when there is none. Throws Retryable while a view lags or the broker is out of reach. */
export async function findTask(finder: Finder, where: Where): Promise<FoundTask | undefined> {
  switch (where.kind) {
    case 'task':
      return ID.test(where.id) ? known(await taskAt(finder, where.id)) : undefined;
    case 'named':
      return named(finder, where.name);
    case 'ticket':
      return newest(finder, where.origin);
    case 'pull-request':
      return linked(finder, viewKeys.pullRequest(where.repository, where.number));
    case 'branch':
      return linked(finder, viewKeys.branch(where.repository, where.branch));
  }
}

/**
 * The id that a request belongs to: the open task of its origin, else the next that was never used; or the one that this very
 * message has asked for before.
 */
export async function taskToRequest(
  finder: Finder,
  origin: TaskOrigin,
  causationId: string,
): Promise<FoundTask> {
  for (let generation = 1; ; generation += 1) {
    const found = await taskAt(finder, taskIdFor({ ...origin, generation }));
    const isOurs = found.history.some((event) => event.causationId === causationId);
    if (isOurs || !isEnded(found.task.status)) return found;
  }
}

/** People name a task by its id or its ticket; without a generation they mean the newest. */
async function named(finder: Finder, name: string): Promise<FoundTask | undefined> {
  const bare = name.replace(/^[`*_"'<]+|[`*"'>,.:;]+$/g, '');
  if (bare === '') return undefined;
  if (ID.test(bare) && /_\d+$/.test(bare)) return known(await taskAt(finder, bare));
  return newest(finder, { system: 'cli', key: bare });
}

async function newest(finder: Finder, origin: TaskOrigin): Promise<FoundTask | undefined> {
  let last: FoundTask | undefined;
  for (let generation = 1; ; generation += 1) {
    const found = known(await taskAt(finder, taskIdFor({ ...origin, generation })));
    if (found === undefined) return last;
    last = found;
  }
}

async function linked(finder: Finder, key: string): Promise<FoundTask | undefined> {
  const view = finder.bus.views.open('views');
  let row = (await view.get(key)) as LinkRow | undefined;
  if (row === undefined) {
    await view.reached(await finder.bus.log.lastSeq(), PATIENCE_MS);
    row = (await view.get(key)) as LinkRow | undefined;
  }
  return row === undefined ? undefined : known(await taskAt(finder, row.task));
}

function known(found: FoundTask): FoundTask | undefined {
  return found.task.status === 'unknown' ? undefined : found;
}
