import { expect, test } from 'vitest';
import { until } from '../gateway/house.ts';
import { startAgentsSite } from './site.ts';

/** Nothing listens there. */
const NOBODY = 'http://127.0.0.1:9';

test('whoever asked is told, once, that no answer comes of work that failed time and again', async () => {
  await using site = await startAgentsSite({ ANTHROPIC_BASE_URL: NOBODY });
  site.town.ticket();
  const id = await site.ask('Where is the total computed?', {
    agent: 'slack-inquiry',
    via: 'jira',
    answerTo: { kind: 'jira', ticket: 'SHOP-42' },
  });
  const { status, reason } = await site.ended(id);
  expect(status).toBe('failed');
  expect(reason).toMatch(/tried several times/);
  const told = () => site.town.comments().filter((text) => text.includes('No answer came of this'));
  await until('the ticket says so', () => told().length > 0);

  const letters = await site.house.bus.deadLetters.list();
  expect(letters.filter(({ item }) => item?.id === id)).toHaveLength(1);
  expect(told()).toHaveLength(1);
}, 90_000);
