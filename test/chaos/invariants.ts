import type { Bus, JournalEntry } from '@patchwright/bus';
import { readRecord, runName } from '@patchwright/chassis';
import { chainFault, isTaskEvent, type StoredEvent, workKinds } from '@patchwright/events';
import type { Mesh, Played } from '@patchwright/local';
import type { GitHubState, JiraState, ModelCalls, SlackState } from '@patchwright/stand-ins';
import {
  fold,
  spansRepositories,
  type Task,
  type TaskRow,
  viewKeys,
  viewRows,
  viewsVersion,
} from '@patchwright/task';
import { leaks } from './canaries.ts';

/** What must hold after everything that was done to a mesh: each sentence is a promise that was broken, so none is the good answer. */
export async function brokenPromises(
  mesh: Mesh,
  played: readonly Played[],
  /** How many processes that ask the model were killed, each of which may have lost the answer to the call it was making. */
  kills: number,
  /** Tasks of other repositories that were parts of those that were played. */
  parts: readonly Task[] = [],
): Promise<readonly string[]> {
  const tasks = [...played.flatMap(({ task }) => task ?? []), ...parts];
  const github = await mesh.control.read<GitHubState>('/state/github');
  const jira = await mesh.control.read<JiraState>('/state/jira');
  const slack = await mesh.control.read<SlackState>('/state/slack');
  const model = await mesh.control.read<ModelCalls>('/model/calls');
  const { bus, tenant } = mesh;
  const events: StoredEvent[] = [];
  const untilSeq = await bus.log.lastSeq();
  for await (const event of bus.log.read({ fromSeq: 1, untilSeq })) events.push(event);
  const ids = tasks.map(({ id }) => id);
  const journals = new Map<string, readonly JournalEntry[]>();
  for (const id of ids) await readJournals(bus, tenant, id, journals);

  return [
    ...played.flatMap(endedWell),
    ...onLog(events, ids),
    ...(await atRest(bus, tenant, ids)),
    ...onGitHub(github, tasks),
    ...onJira(jira, played),
    ...onSlack(slack),
    ...ofTheModel(model, journals, kills),
    ...(await inViews(bus)),
    ...(await leaks(mesh, {
      'the log': JSON.stringify(events),
      'the journals': JSON.stringify([...journals.values()]),
      GitHub: JSON.stringify(github.repositories),
      Jira: JSON.stringify(jira.issues),
      Slack: JSON.stringify(slack.messages),
    })),
  ];
}

function endedWell({ scenario, result }: Played): readonly string[] {
  const { status, red, green } = result;
  return status === 'completed' && red && green
    ? []
    : [`${scenario.name} is ${status}, red: ${red}, green: ${green}`];
}

/** One task for each story, each an unbroken chain, with each thing that happens once having happened once. */
function onLog(events: readonly StoredEvent[], ids: readonly string[]): readonly string[] {
  const broken: string[] = [];
  const tasks = Map.groupBy(events.filter(isTaskEvent), (event) => event.aggregate.id);
  if (tasks.size !== ids.length) broken.push(`there are the tasks ${[...tasks.keys()].join(', ')}`);
  for (const [id, history] of tasks) {
    const fault = chainFault(history);
    if (fault !== undefined) broken.push(`the chain of ${id} is broken: ${fault.reason}`);
    const isPart = history[0]?.type === 'part_proposed';
    for (const type of isPart ? ONCE_IN_PARTS : ONCE) {
      const count = history.filter((event) => event.type === type).length;
      if (count !== 1) broken.push(`${type} stands ${count} times in the history of ${id}`);
    }
  }
  return broken;
}

const ONCE_IN_EXECUTION = [
  'test_proved_red',
  'test_proved_green',
  'changes_pushed',
  'execution_completed',
  'ci_passed',
  'pull_request_readied',
  'task_completed',
];
const ONCE = [
  'task_requested',
  'discovery_completed',
  'plan_proposed',
  'approval_given',
  'plan_approved',
  ...ONCE_IN_EXECUTION,
];
const ONCE_IN_PARTS = ['part_proposed', 'part_released', ...ONCE_IN_EXECUTION];

/** Nothing is left to do: no work, no timer, no dead letter. */
async function atRest(
  bus: Bus,
  tenant: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const id of ids) {
    const work = await bus.work.outstanding(tenant, id);
    if (work.length > 0) broken.push(`${work.map(runName).join(', ')} is left to be done`);
    const timers = await bus.timers.pending(tenant, 'task', id);
    if (timers.length > 0) broken.push(`${timers.join(', ')} of ${id} would still fire`);
  }
  const letters = await bus.deadLetters.list();
  return [...broken, ...letters.map(({ item, reason }) => `dead: ${item?.kind}: ${reason}`)];
}

/** One branch, one pull request, one sticky comment, no comment twice, each commit pushed once. */
function onGitHub(github: GitHubState, tasks: readonly Task[]): readonly string[] {
  const broken: string[] = github.troubles.map((trouble) => `GitHub: ${trouble}`);
  for (const task of tasks) {
    const { repository: name, base } = task;
    const there = github.repositories.find(({ fullName }) => fullName === name);
    const branches = Object.keys(there?.branches ?? {}).filter((branch) => branch !== base?.ref);
    if (branches.length !== 1) broken.push(`${name} has the branches ${branches.join(', ')}`);
    if (there?.pullRequests.length !== 1)
      broken.push(`${name} has ${there?.pullRequests.length} pull requests`);
    if (there?.pullRequests.some(({ draft }) => draft)) broken.push(`${name}: it is a draft still`);
    const markers = (there?.comments ?? []).flatMap(({ body }) =>
      [...body.matchAll(/<!-- patchwright:(?:key|sticky)=\S+/g)].map(([marker]) => marker),
    );
    broken.push(...twice(markers).map((marker) => `${name} has ${marker} twice`));
    const stickies = markers.filter((marker) => marker.includes('sticky'));
    // Where several pull requests belong together, each has a comment that lists them.
    const wanted = spansRepositories(task) ? 2 : 1;
    if (stickies.length !== wanted) broken.push(`${name} has ${stickies.length} sticky comments`);
    const head = there?.branches[task.proposal?.branch ?? ''];
    if (head !== task.head) broken.push(`${name} is at ${head}, the task at ${task.head}`);
  }
  const pushes = github.deliveries
    .filter(({ event }) => event === 'push')
    .map(({ body }) => {
      const { ref, after } = JSON.parse(body) as { readonly ref: string; readonly after: string };
      return `${ref} ${after}`;
    });
  return [...broken, ...twice(pushes).map((push) => `${push} was pushed twice`)];
}

/** One ticket for each error, no comment twice, and no ticket moved to the same place twice. */
function onJira(jira: JiraState, played: readonly Played[]): readonly string[] {
  const broken: string[] = [];
  if (jira.issues.length !== played.length) {
    broken.push(`Jira has the tickets ${jira.issues.map(({ key }) => key).join(', ')}`);
  }
  for (const { key, comments, remoteLinks, changes } of jira.issues) {
    const said = comments.map(({ body }) => JSON.stringify(body));
    broken.push(...twice(said).map((comment) => `${key} says twice: ${comment.slice(0, 200)}`));
    const links = remoteLinks.map(({ globalId }) => String(globalId));
    broken.push(...twice(links).map((link) => `${key} is linked twice: ${link}`));
    const moves = changes.flatMap(({ items }) =>
      items.flatMap(({ field, toText }) => (field === 'status' ? [String(toText)] : [])),
    );
    broken.push(...twice(moves).map((move) => `${key} was moved to ${move} twice`));
  }
  return broken;
}

/** Each message once; so each approval is asked for once. */
function onSlack({ messages }: SlackState): readonly string[] {
  const keys = messages.flatMap(({ metadata }) => {
    const key = metadata?.event_payload.key;
    return typeof key === 'string' ? [key] : [];
  });
  return keys.length === 0
    ? ['Slack was never told anything']
    : twice(keys).map((key) => `Slack was told twice: ${key}`);
}

/** No call that is on record was made again; only one whose answer was lost with its process may be. */
function ofTheModel(
  { repeated }: ModelCalls,
  journals: ReadonlyMap<string, readonly JournalEntry[]>,
  kills: number,
): readonly string[] {
  const broken: string[] = [];
  for (const [run, entries] of journals) {
    const asked = entries
      .filter(({ entry, data }) => entry === 'read' && (data as Asked).call === 'model.complete')
      .map(({ data }) => `${(data as Asked).digest} ${(data as Asked).occurrence}`);
    broken.push(...twice(asked).map(() => `${run} has the answer to one call of the model twice`));
    if (readRecord(entries).closed === undefined) broken.push(`${run} was never closed`);
  }
  // Two stories at once: a process has two calls under way at the most.
  if (repeated > 2 * kills) {
    broken.push(`${repeated} calls of the model were made again after ${kills} kills`);
  }
  return broken;
}

interface Asked {
  readonly call: string;
  readonly digest: string;
  readonly occurrence: number;
}

/** The views show what the log says, and are built anew to the same bytes. */
async function inViews(bus: Bus): Promise<readonly string[]> {
  const views = bus.views.open('views');
  await views.reached(await bus.log.lastSeq(), 30_000);
  const broken: string[] = [];
  for (const { row } of await views.list(viewKeys.task(''))) {
    const { id, tenant, status, version } = row as TaskRow;
    const { events } = await bus.log.history({ kind: 'task', tenant, id });
    const task = fold(tenant, id, events.filter(isTaskEvent));
    if (task.status !== status || task.version !== version)
      broken.push(`the view of ${id} shows ${status} at ${version}`);
  }
  const definition = { name: 'views', version: viewsVersion, rows: viewRows };
  const { different } = await bus.views.rebuild(definition);
  return [...broken, ...different.map((key) => `the row ${key} is built otherwise anew`)];
}

async function readJournals(
  bus: Bus,
  tenant: string,
  id: string,
  into: Map<string, readonly JournalEntry[]>,
): Promise<void> {
  for (const kind of workKinds) {
    for (const run of await bus.journal.runs(tenant, `${kind}-${id}-`)) {
      into.set(run, (await bus.journal.read(tenant, run)).entries);
    }
  }
}

function twice(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
