import type { StoredEvent, TaskEvent } from '@patchwright/events';
import type { GitHubStandIn, JiraStandIn, SlackStandIn } from '@patchwright/stand-ins';
import { afterEach, beforeEach } from 'vitest';
import {
  type House,
  type HouseOptions,
  openDraft,
  proposedFacts,
  startHouse,
  until,
} from './house.ts';

/** The task of the ticket SHOP-42. */
export const id = 'shop-42';

/** A house with the people and systems around it, and what can be seen there. */
export type Town = Awaited<ReturnType<typeof startTown>>;

/** Starts a house whose gateway and notifier speak with GitHub, Jira and Slack. */
export async function startTown(options: Omit<HouseOptions, 'outside'> = {}) {
  const house: House = await startHouse({ ...options, outside: true });
  if (house.outside === undefined) throw new Error('nobody is outside');
  const { github, jira, slack }: { github: GitHubStandIn; jira: JiraStandIn; slack: SlackStandIn } =
    house.outside;

  function repository() {
    const [found] = github.state().repositories;
    if (found === undefined) throw new Error('there is no repository');
    return found;
  }

  async function fact(type: TaskEvent['type'], of = id): Promise<StoredEvent<TaskEvent>> {
    return until(`${type} is stated about ${of}`, async () =>
      (await house.factsOf(of)).find((event) => event.type === type),
    );
  }

  function ticket() {
    jira.createTicket({
      key: 'SHOP-42',
      summary: 'A coupon larger than the cart makes the total negative',
      description: 'The checkout showed -8.00 EUR.',
      labels: ['AI'],
      priority: 'High',
      reporter: 'ines',
    });
  }

  /** Requested by its ticket, and proposed. */
  async function propose(): Promise<{ readonly sha: string; readonly number: number }> {
    ticket();
    await fact('task_requested');
    const { sha, number } = await openDraft(github);
    await house.state(id, ...proposedFacts(sha, { number }));
    await until('Slack shows the plan', () => approvalMessage() !== undefined);
    return { sha, number };
  }

  function approvalMessage() {
    return slack
      .state()
      .messages.find(
        (message) => JSON.stringify(message.blocks).includes('SHOP-42') && !message.threadTs,
      );
  }

  function thread(): readonly string[] {
    return slack
      .state()
      .messages.filter((message) => message.threadTs !== undefined)
      .map((message) => message.text);
  }

  function whispers(): readonly string[] {
    return slack
      .state()
      .messages.filter((message) => message.ephemeralFor !== undefined)
      .map((message) => message.text);
  }

  function sticky() {
    return repository().comments.filter((comment) => comment.body.includes('patchwright:sticky'));
  }

  function comments(): readonly string[] {
    const issue = jira.state().issues.find((one) => one.key === 'SHOP-42');
    return (issue?.comments ?? []).map((comment) => comment.body.wiki);
  }

  return {
    house,
    github,
    jira,
    slack,
    repository,
    fact,
    ticket,
    propose,
    approvalMessage,
    thread,
    whispers,
    sticky,
    comments,
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

/** A town for each test of a file: whatever is read of it is that of the test that runs. */
export function townOfEachTest(): Town {
  let present: Town | undefined;
  beforeEach(async () => {
    present = await startTown();
  });
  afterEach(async () => {
    await present?.[Symbol.asyncDispose]();
  });
  return new Proxy({} as Town, {
    get(_, name) {
      if (present === undefined) throw new Error('the town is there while a test runs');
      return Reflect.get(present, name);
    },
  });
}
