import { QuestionAsked } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { until } from './house.ts';
import { id, townOfEachTest } from './town.ts';

const town = townOfEachTest();
const asked = QuestionAsked.of({
  question: 'In which currency is the total wrong?',
  confidence: 0.2,
  threshold: 0.35,
});

/** The task of the ticket, which has asked something. */
async function askBack(of = id): Promise<void> {
  await town.house.state(of, { type: 'discovery_started', data: {} }, asked);
}

async function statusOf(of = id): Promise<string> {
  const page = (await (await town.house.api(`/v1/tasks/${of}`)).json()) as { status: string };
  return page.status;
}

describe('a question to whoever asked', () => {
  test('is told on the ticket and answered there', async () => {
    town.ticket();
    await town.fact('task_requested');
    await askBack();
    await until('the ticket asks', () =>
      town.comments().some((text) => text.includes('In which currency is the total wrong?')),
    );
    await until('it waits', async () => (await statusOf()) === 'awaiting_answer');
    town.jira.comment({ ticket: 'SHOP-42', user: 'ines', body: '@agent revise In yen.' });
    expect(await town.fact('question_answered')).toMatchObject({
      actor: 'human:ines',
      data: { answer: 'In yen.', via: 'jira' },
    });
    await until('the ticket says what follows', () =>
      town.comments().some((text) => text.includes('looked into anew, with your answer')),
    );
  });

  test('is answered there in plain words, which are told to us', async () => {
    town.ticket();
    await town.fact('task_requested');
    await askBack();
    town.jira.comment({ ticket: 'SHOP-42', user: 'ines', body: '@agent in yen, with coupons' });
    expect(await town.fact('question_answered')).toMatchObject({
      data: { answer: 'in yen, with coupons' },
    });
  });

  test('is answered over the API, as the CLI does', async () => {
    town.ticket();
    await town.fact('task_requested');
    await askBack();
    const body = JSON.stringify({ feedback: 'In yen.' });
    const response = await town.house.api(`/v1/tasks/${id}/revise`, { method: 'POST', body });
    expect(response.ok).toBe(true);
    expect(await town.fact('question_answered')).toMatchObject({ data: { answer: 'In yen.' } });
  });

  test('goes to the conversation in Slack in which the task was asked for', async () => {
    const us = `<@${town.slack.botUser}>`;
    const say = (text: string, threadTs?: string) =>
      town.slack.say({
        user: 'U0INES',
        channel: 'patchwright',
        text,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
    await say(`${us} run round totals once --repo acme/shop`);
    const started = await until('a task is started', () =>
      town.thread().find((text) => text.includes('is started')),
    );
    const [name = ''] = /round-totals-once-\w+/.exec(started) ?? [];
    await askBack(name);
    const question = await until('the conversation asks', () =>
      town.slack
        .state()
        .messages.find(({ text, threadTs }) => text.includes('In which currency') && threadTs),
    );
    await say(`${us} in yen, with two coupons`, question.threadTs);
    expect(await town.fact('question_answered', name)).toMatchObject({
      actor: 'human:ines',
      data: { answer: 'in yen, with two coupons', via: 'slack' },
    });
  });
});
