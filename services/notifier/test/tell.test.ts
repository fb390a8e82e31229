import { Retryable, Terminal } from '@patchwright/faults';
import type { Slack } from '@patchwright/outside';
import { expect, test } from 'vitest';
import type { NotifierWorld } from '../src/tell.ts';
import { tell } from '../src/tell.ts';
import { facts, house, taskOf, untilApproved, written } from './story.ts';

type Message = Parameters<Slack['ensureMessage']>[0];

/** A channel with the message that asks for the approval; it takes plans, or does not. */
function channelThat(posting: (message: Message) => void) {
  const messages = new Map<string, Message>();
  const at = (key: string) => ({ channel: 'C1', ts: key });
  const slack: Partial<Slack> = {
    findMessage: async ({ key }) =>
      messages.has(key) || key.includes('/approval/') ? at(key) : null,
    async ensureMessage(message) {
      if (!messages.has(message.key)) posting(message);
      messages.set(message.key, message);
      return at(message.key);
    },
    async ensureUpdate({ key, of, ...message }) {
      messages.set(of, { ...message, key });
      return at(of);
    },
  };
  return { slack: slack as Slack, messages };
}

/** Tells that the test of the first step failed as it should; what shows is the plan in its thread. */
async function tellProgress(slack: Slack): Promise<void> {
  const drafts = [...untilApproved, facts.executing, facts.red];
  const history = written(drafts);
  const cause = history.at(-1);
  const work = { item: {}, run: 'notify-shop-42-9', task: taskOf(drafts), history, cause } as never;
  const world = { slack, signal: new AbortController().signal } as unknown as NotifierWorld;
  const onlySlack = { ...house, github: false, jira: false };
  for await (const _ of tell(work, world, onlySlack)) throw new Error('it states nothing');
}

const isPlan = ({ blocks }: Message) => blocks?.[0]?.type === 'plan';

test('a Slack that does not take the plan’s blocks is told in words, once', async () => {
  const { slack, messages } = channelThat((message) => {
    if (isPlan(message)) throw new Terminal('Slack refused: invalid_blocks');
  });
  await tellProgress(slack);
  await tellProgress(slack);
  const [only, ...others] = messages.values();
  expect(others).toEqual([]);
  expect(only).toMatchObject({ key: 'shop-42/progress/1/plain', channel: 'C1' });
  expect(only?.threadTs).toBe('shop-42/approval/1');
  expect(only?.text).toContain('steps done');
  expect(only?.blocks).toBeUndefined();
});

test('a Slack that takes them shows one plan', async () => {
  const { slack, messages } = channelThat(() => {});
  await tellProgress(slack);
  await tellProgress(slack);
  expect([...messages.keys()]).toEqual(['shop-42/progress/1']);
  expect([...messages.values()].every(isPlan)).toBe(true);
});

test('a Slack that is away is not told in other words, but later', async () => {
  const { slack, messages } = channelThat(() => {
    throw new Retryable('Slack answers 503');
  });
  await expect(tellProgress(slack)).rejects.toThrow('503');
  expect(messages.size).toBe(0);
});
