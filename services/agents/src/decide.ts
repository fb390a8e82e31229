import type { AgentCard } from '@patchwright/agent';
import type { InquiryDraft, TaskEvent } from '@patchwright/events';
import { summarise, type Task } from '@patchwright/task';

/** What was asked. */
export type Asked = Extract<InquiryDraft, { type: 'inquiry_asked' }>['data'];

/** Who answers: one agent, whoever the router chooses, or nobody. */
export type Choice =
  | { readonly kind: 'agent'; readonly card: AgentCard }
  | { readonly kind: 'route'; readonly router: AgentCard; readonly among: readonly AgentCard[] }
  | { readonly kind: 'nobody'; readonly reason: string };

/** Who answers a question. A named agent does; a review goes to who reviews; all else is for the router. */
export function choose(asked: Asked, cards: readonly AgentCard[]): Choice {
  const among = cards.filter(({ result }) => result !== 'route');
  const names = among.map(({ name }) => name).join(', ');
  if (asked.agent !== undefined) {
    const card = among.find(({ name }) => name === asked.agent);
    return card === undefined
      ? { kind: 'nobody', reason: `there is no agent ${asked.agent}; there are ${names}` }
      : { kind: 'agent', card };
  }
  const reviewer =
    asked.intent === 'review' ? among.find(({ result }) => result === 'review') : undefined;
  if (reviewer !== undefined) return { kind: 'agent', card: reviewer };
  const router = cards.find(({ result }) => result === 'route');
  const [first, second] = among;
  if (first === undefined) return { kind: 'nobody', reason: 'there are no agents' };
  if (second === undefined) return { kind: 'agent', card: first };
  if (router !== undefined) return { kind: 'route', router, among };
  return { kind: 'nobody', reason: `nobody chooses among ${names}: name one of them` };
}

/** Who answers when the router comes to nothing: whoever answers questions in general. */
export function fallback(among: readonly AgentCard[]): AgentCard | undefined {
  return among.find(({ name }) => name === 'slack-inquiry');
}

/** Whether a fact wakes an agent. */
export function isWokenBy(card: AgentCard, event: Pick<TaskEvent, 'type' | 'data'>): boolean {
  return (
    card.on.includes(event.type) &&
    Object.entries(card.when).every(([path, wanted]) => valueAt(event.data, path) === wanted)
  );
}

/** What an agent is asked when a fact wakes it, about the task as it then stands. */
export function questionOf(card: AgentCard, event: TaskEvent, task: Task): Asked {
  const { repository, proposal } = task;
  return {
    question: `${event.type}: ${summarise(event)}`.slice(0, 4000),
    by: 'system:agents',
    via: 'event',
    intent: card.result === 'review' ? 'review' : 'ask',
    agent: card.name,
    task: task.id,
    ...(repository === undefined ? {} : { repository }),
    ...(proposal === undefined ? {} : { pullRequest: proposal.pullRequest }),
    answerTo: placeOf(card, task),
  };
}

function placeOf(card: AgentCard, { proposal, ticket }: Task): Asked['answerTo'] {
  const pull = proposal?.pullRequest;
  switch (card.answers) {
    case 'pull-request':
      return pull === undefined
        ? { kind: 'nobody' }
        : { kind: 'github', repository: pull.repository, number: pull.number };
    case 'ticket': {
      if (ticket?.system === 'jira') return { kind: 'jira', ticket: ticket.key };
      const issue = /^([^/\s]+\/[^#\s]+)#(\d+)$/.exec(ticket?.key ?? '');
      return issue === null
        ? { kind: 'nobody' }
        : { kind: 'github', repository: issue[1] ?? '', number: Number(issue[2]) };
    }
    case 'nobody':
      return { kind: 'nobody' };
  }
}

function valueAt(data: unknown, path: string): string | undefined {
  let value = data;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value === undefined ? undefined : String(value);
}
