import { overAll, type Status, statusWords } from '@patchwright/task';
import type { TaskLine, TaskPage } from '@patchwright/task/api';
import type { Io } from '../io.ts';
import { actorName } from './actor.ts';
import { plain } from './plain.ts';
import { look, statusLook } from './style.ts';
import { type Cell, table } from './table.ts';
import { ago, clockTime, day } from './when.ts';

/** What a status is called in a sentence; one that this version does not know is called by its name. */
export function statusSentence(status: string): string {
  return statusWords[status as Status] ?? status.replaceAll('_', ' ');
}

/** Tasks, one a line. */
export function taskTable(io: Io, tasks: readonly TaskLine[], now = Date.now()): readonly string[] {
  const rows = tasks.map((task): readonly Cell[] => [
    task.id,
    { text: task.status, look: statusLook(task.status) },
    task.priority,
    `$${task.costUsd.toFixed(2)}`,
    ago(task.updatedAt, now),
    task.repository ?? '-',
    task.title,
  ]);
  const head = ['task', 'status', 'priority', 'cost', 'moved', 'repository', 'title'];
  return table(io, rows, { head });
}

/** A task as it stands: what it is, where it is, what waits for whom, and the end of its story. */
export function taskLines(io: Io, task: TaskPage, lines = 12): readonly string[] {
  const { proposal, usage } = task;
  const facts: (readonly [string, string | undefined])[] = [
    ['requester', `${task.requester}, ${ago(task.requestedAt)} ago`],
    ['priority', task.priority],
    ['ticket', task.ticket && `${task.ticket.key}  ${task.ticket.url}`],
    ['repository', task.repository],
    [
      'plan',
      proposal &&
        `version ${proposal.version}, ${proposal.plan.riskLevel} risk: ${proposal.plan.summary}`,
    ],
    ['pull request', proposal?.pullRequest.url],
    ['branch', proposal?.branch],
    ['part of', task.part?.whole],
    ...(task.parts ?? [])
      .filter(({ state }) => state !== 'dropped')
      .map((part): readonly [string, string] => [
        'before it',
        `${part.task} in ${part.repository} is ${part.state}, ${part.pullRequest.url}`,
      ]),
    ['approved by', votes(task)],
    ['steps', steps(task)],
    ['checks', checks(task)],
    [
      'model',
      `${usage.modelCalls} calls, ${usage.inputTokens + usage.outputTokens} tokens, $${usage.costUsd.toFixed(2)}`,
    ],
    ['with parts', together(task)],
    ['reason', task.reason],
    ['diagnosis', task.diagnosis],
  ];
  const known = facts.flatMap(([name, value]): (readonly Cell[])[] =>
    value ? [[{ text: name, look: 'dim' }, value]] : [],
  );
  const story = task.timeline.slice(-lines);
  const status = look(io, statusLook(task.status), statusSentence(task.status));
  return [
    `${look(io, 'bold', task.id)} is ${status}: ${plain(task.title)}`,
    '',
    ...table(uncut(io), known),
    ...(story.length === 0 ? [] : ['', ...storyLines(io, story)]),
  ];
}

/** Events of one task, one a line: time, who, what. A day is named when it changes. */
export function storyLines(
  io: Pick<Io, 'color'>,
  story: readonly { readonly at: string; readonly actor: string; readonly summary: string }[],
): readonly string[] {
  const rows = table(
    uncut(io),
    story.map(({ at, actor, summary }) => [
      { text: clockTime(at), look: 'dim' as const },
      { text: actorName(actor), look: 'cyan' as const },
      summary,
    ]),
  );
  return rows.flatMap((row, index) => {
    const here = story[index];
    const before = story[index - 1];
    if (here === undefined || before === undefined) return [row];
    return day(here.at) === day(before.at) ? [row] : [look(io, 'dim', `── ${day(here.at)}`), row];
  });
}

/** What it and its parts came to. */
function together({ parts, usage, result }: TaskPage): string | undefined {
  const all = overAll({
    usage,
    ...(parts === undefined ? {} : { parts }),
    ...(result === undefined ? {} : { result }),
  });
  if (all === undefined) return undefined;
  const { files, linesAdded, linesRemoved } = all.change;
  return `${all.pullRequests} pull requests, +${linesAdded} -${linesRemoved} in ${files} files, $${all.usage.costUsd.toFixed(2)}`;
}

function votes({ approval, votes: given }: TaskPage): string | undefined {
  const by = approval?.approvers ?? given;
  return by.map((vote) => `${vote.by} (${vote.via})`).join(', ') || undefined;
}

function steps(task: TaskPage): string | undefined {
  const of = task.proposal?.plan.steps.length;
  if (of === undefined || task.steps.length === 0) return undefined;
  // A test that was proved is done with; what it is green by has its own step.
  const isDone = (state: string) => state === 'done' || state === 'green';
  const done = task.steps.filter(({ state }) => isDone(state)).length;
  const now = task.steps.find(({ state }) => !isDone(state));
  return `${done} of ${of} done${now === undefined ? '' : `, step ${now.order} is ${now.state.replaceAll('_', ' ')}`}`;
}

function checks({ ci }: TaskPage): string | undefined {
  if (ci.state === 'none') return undefined;
  const rounds = `${ci.rounds} ${ci.rounds === 1 ? 'round' : 'rounds'}`;
  return `${ci.state}, ${rounds}${ci.fixes === 0 ? '' : `, ${ci.fixes} mended`}`;
}

/** Addresses and sentences are wrapped by the terminal rather than cut: half of one is of no use. */
function uncut({ color }: Pick<Io, 'color'>) {
  return { color, columns: undefined };
}
