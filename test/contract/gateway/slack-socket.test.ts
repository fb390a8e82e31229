import { afterAll, beforeAll, expect, test } from 'vitest';
import { secrets, until } from './house.ts';
import { type Neighbour, proposeAnother, waysOf } from './neighbours.ts';
import { startTown, type Town } from './town.ts';

let town: Town;
let about: Neighbour;
beforeAll(async () => {
  // Nothing can be posted to this house: without the signing secret Slack's addresses are closed.
  town = await startTown({
    environment: { SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: secrets.slackApp },
  });
  await until('the gateway listens to Slack', () => town.slack.sockets.isOpen);
  about = await proposeAnother(town);
}, 60_000);
afterAll(async () => {
  await town[Symbol.asyncDispose]();
});

test('words, clicks and modals come over the socket, and are answered', async () => {
  const [command, thread] = waysOf(town);
  if (command === undefined || thread === undefined) throw new Error('Slack has no ways');
  await command.say(about, 'status');
  await thread.say(about, 'plan');
  await until('the command is answered', () =>
    command.told(about).some((text) => text.includes('is waiting for approval')),
  );
  await until('the mention is answered in its thread', () =>
    thread.told(about).some((text) => text.startsWith(`Plan 1 of ${about.id}`)),
  );
  const { ts } = about.message;
  await town.slack.click({ user: 'U0MARIA', actionId: 'request_changes', ts });
  await until('the modal is open', () => town.slack.state().views.some((view) => view.open));
  await town.slack.submit({ user: 'U0MARIA', values: { feedback: 'use cents' } });
  expect(await town.fact('revision_requested', about.id)).toMatchObject({
    actor: 'human:maria',
    data: { feedback: 'use cents', via: 'slack' },
  });
});

test('after a connection that Slack closes, the next one hears the same', async () => {
  town.slack.sockets.refresh();
  await until('the old connection is gone', () => !town.slack.sockets.isOpen);
  await until('there is a new one', () => town.slack.sockets.isOpen);
  const other = await proposeAnother(town);
  await town.slack.click({ user: 'U0MARIA', actionId: 'approve', ts: other.message.ts });
  expect(await town.fact('plan_approved', other.id)).toMatchObject({ actor: 'human:maria' });
});

test('an envelope that comes again is carried out once', async () => {
  const other = await proposeAnother(town);
  const event = {
    type: 'event_callback',
    event_id: 'Ev1',
    authorizations: [{ user_id: town.slack.botUser }],
    event: {
      type: 'app_mention',
      user: 'U0MARIA',
      text: `<@${town.slack.botUser}> priority ${other.key} low`,
      channel: other.message.channel,
      ts: other.message.ts,
    },
  };
  const answers = [];
  for (let times = 0; times < 3; times += 1) {
    answers.push(await town.slack.sockets.send('events_api', event));
  }
  expect(answers).toEqual(answers.map(() => ({ status: 200, body: '' })));
  await town.fact('priority_changed', other.id);
  const told = () =>
    town.slack
      .state()
      .messages.filter((one) => one.text.includes(other.id) && one.text.includes('priority'));
  await until('it is answered', () => told().length > 0);
  const facts = await town.house.factsOf(other.id);
  expect(facts.filter(({ type }) => type === 'priority_changed')).toHaveLength(1);
  expect(told()).toHaveLength(1);
});

test('while the log is away nothing is acknowledged, and Slack’s repetition is heard later', async () => {
  const other = await proposeAnother(town);
  const mention = {
    type: 'event_callback',
    event: {
      type: 'app_mention',
      user: 'U0MARIA',
      text: `<@${town.slack.botUser}> pause ${other.key}`,
      channel: other.message.channel,
      ts: other.message.ts,
    },
  };
  await town.house.broker.stop();
  const sent = town.slack.sockets.insist('events_api', mention);
  const before = town.slack.sockets.sent;
  await until('Slack has sent it again', () => town.slack.sockets.sent > before);
  await town.house.broker.start();
  expect(await sent).toMatchObject({ status: 200 });
  await town.fact('task_paused', other.id);
});
