import type { ServiceContext } from '@patchwright/chassis';
import {
  isTaskEvent,
  type StoredEvent,
  type TaskEvent,
  type TaskOrigin,
  taskIdFor,
} from '@patchwright/events';
import { Terminal } from '@patchwright/faults';
import {
  fold,
  isEnded,
  type LinkRow,
  readTaskName,
  type Task,
  type TaskRow,
  viewKeys,
} from '@patchwright/task';
import type { Where } from './intent.ts';

/** A task as it stands, with its history. */
export interface FoundTask {
  readonly task: Task;
  readonly history: readonly StoredEvent<TaskEvent>[];
  /** The plan that the place shows by which the task was found. */
  readonly planVersion?: number;
}

/** What is needed to find tasks. */
export interface Finder {
  readonly bus: {
    readonly log: Pick<ServiceContext<unknown>['bus']['log'], 'history' | 'lastSeq'>;
    readonly views: Pick<ServiceContext<unknown>['bus']['views'], 'open'>;
  };
  readonly tenant: string;
  /** The task whose message a conversation in Slack hangs on, and the plan that the message shows. */
  readonly thread?: (channel: string, ts: string) => Promise<ThreadOfTask | undefined>;
}

/** What the message that a conversation hangs on says about itself. */
export interface ThreadOfTask {
  readonly task: string;
  readonly planVersion?: number;
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
      return named(finder, where.name, where.repository);
    case 'ticket':
      return newest(finder, where.origin);
    case 'pull-request':
      return linked(finder, viewKeys.pullRequest(where.repository, where.number));
    case 'branch':
      return linked(finder, viewKeys.branch(where.repository, where.branch));
    case 'error':
      return linked(finder, viewKeys.error(where.project, where.id));
    case 'thread': {
      const thread = await finder.thread?.(where.channel, where.ts);
      if (thread === undefined) {
        return linked(finder, viewKeys.thread(`${where.channel}/${where.ts}`));
      }
      const { task, planVersion } = thread;
      const found = await findTask(finder, { kind: 'task', id: task });
      return found && planVersion !== undefined ? { ...found, planVersion } : found;
    }
  }
}

/**
 * The task that a request belongs to: the open one that is about the same error, the open one of its origin, else the next that was never used; or the one that this very
 * message has asked for before.
 */
export async function taskToRequest(
  finder: Finder,
  origin: TaskOrigin,
  causationId: string,
  error?: { readonly project: string; readonly id: string },
): Promise<FoundTask> {
  const belongs = ({ history, task }: FoundTask) =>
    history.some((event) => event.causationId === causationId) || !isEnded(task.status);
  const about = error && (await findTask(finder, { kind: 'error', ...error }));
  if (about !== undefined && belongs(about)) return about;
  for (let generation = 1; ; generation += 1) {
    const found = await taskAt(finder, taskIdFor({ ...origin, generation }));
    if (belongs(found)) return found;
  }
}

/** People name a task by its id, its ticket (then they mean the newest of it) or its pull request. */
async function named(
  finder: Finder,
  name: string,
  here: string | undefined,
): Promise<FoundTask | undefined> {
  const read = readTaskName(name);
  switch (read?.kind) {
    case undefined:
      return undefined;
    case 'id':
      return known(await taskAt(finder, read.id));
    case 'ticket':
      return newest(finder, { system: 'cli', key: read.key });
    case 'pull-request': {
      const { number, repository = here } = read;
      if (repository === undefined) return byNumber(finder, number);
      const byPull = await linked(finder, viewKeys.pullRequest(repository, number));
      return byPull ?? newest(finder, { system: 'github', key: `${repository}#${number}` });
    }
  }
}

/** A number alone says which pull request only while a single one of ours has it. Throws Terminal when several have. */
async function byNumber(finder: Finder, number: number): Promise<FoundTask | undefined> {
  const rows = await finder.bus.views.open('views').list(viewKeys.task(''));
  const found = rows
    .map(({ row }) => row as TaskRow)
    .filter(({ proposal }) => proposal?.pullRequest.number === number);
  const [first, ...more] = found;
  if (first === undefined) return undefined;
  if (more.length === 0) return known(await taskAt(finder, first.id));
  const names = found.slice(0, 5).map(({ proposal }) => proposal?.pullRequest.repository);
  throw new Terminal(
    `Several tasks have a pull request ${number}: in ${[...new Set(names)].join(', ')}. Name the task, or the repository: owner/name#${number}.`,
  );
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
