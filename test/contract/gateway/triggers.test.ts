import type { TaskEvent, TaskEventType } from '@patchwright/events';
import { type Trigger, triggers } from '@patchwright/gateway/triggers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAppTown } from './app-town.ts';
import { deliver, fromGitHub } from './deliver.ts';
import { openDraft, proposedFacts, tenant, until } from './house.ts';
import { type Neighbour, proposeAnother } from './neighbours.ts';
import type { Town } from './town.ts';

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const repo = 'acme/shop';
const repository = { full_name: repo };
const jonas = { login: 'jonas', type: 'User' };
let town: Town;
let runs = 0;
beforeAll(async () => {
  town = await startAppTown({
    environment: { CUSTOM_WEBHOOK_SECRETS: `deploys=${KEY}` },
    people: '  - { name: deploys, cli: "custom:deploys", roles: [operator] }',
  });
}, 60_000);
afterAll(() => town[Symbol.asyncDispose]());

/** One thing that happens outside, and what comes of it. */
interface Case {
  readonly when: string;
  readonly proves: () => Promise<void>;
}

/** Something outside about a task whose plan waits, and the fact that it comes to. */
function about(
  when: string,
  type: TaskEventType,
  happen: (task: Neighbour) => Promise<unknown> | unknown,
  is: object = {},
): Case {
  return {
    when,
    async proves() {
      const task = await proposeAnother(town);
      await happen(task);
      expect(await newest(task.id, type)).toMatchObject(is);
    },
  };
}

/** As `about`, of a task that follows its checks. */
function verdict(
  when: string,
  event: Trigger,
  payload: (branch: string, sha: string) => object,
): Case {
  return {
    when,
    async proves() {
      const task = await proposeAnother(town);
      await approve(task);
      const digest = '0'.repeat(64);
      const started = { type: 'execution_started', data: { digest, base: '1'.repeat(40) } };
      await town.house.state(task.id, started as never);
      const sha = 'c'.repeat(40);
      await post(event, payload(`agent/${task.id}-cart`, sha));
      expect(await newest(task.id, 'ci_reported')).toMatchObject({
        data: { sha, conclusion: 'failure' },
      });
    },
  };
}

/** Something outside that asks for a task. */
function asks(when: string, happen: (number: number) => Promise<string> | string): Case {
  return {
    when,
    async proves() {
      runs += 1;
      const id = await happen(runs);
      expect((await newest(id, 'task_requested')).aggVersion).toBe(1);
    },
  };
}

/** Something that says how production fares. */
function wakes(when: string, happen: (id: string) => void): Case {
  return {
    when,
    async proves() {
      const before = (await town.house.bus.work.outstanding(tenant, 'sentry')).length;
      runs += 1;
      happen(`9${runs}`);
      await until('the monitor is woken', async () => {
        const looks = await town.house.bus.work.outstanding(tenant, 'sentry');
        return looks.filter(({ kind }) => kind === 'monitor').length > before;
      });
    },
  };
}

async function newest(
  id: string,
  type: TaskEventType,
): Promise<TaskEvent & { aggVersion: number }> {
  return until(`${type} is stated about ${id}`, async () =>
    (await town.house.factsOf(id)).findLast((event) => event.type === type),
  );
}

async function post(event: Trigger, payload: object): Promise<void> {
  runs += 1;
  const name = event.slice('github/'.length);
  const response = await deliver(town.house.url, fromGitHub(name, payload, `trigger-${runs}`));
  expect(await response.json()).toMatchObject({ stored: true });
}

async function approve({ id, message }: Pick<Neighbour, 'id' | 'message'>): Promise<void> {
  await town.slack.click({ user: 'U0MARIA', actionId: 'approve', ts: message.ts });
  await newest(id, 'plan_approved');
}

function world() {
  const { outside } = town.house;
  if (outside === undefined) throw new Error('nobody is outside');
  return outside;
}

const error = { project: 'checkout', type: 'TypeError', level: 'error' } as const;
const labels = ['AI'];

/** A trigger without a row does not compile; one with an empty row fails. */
const rows: Readonly<Record<Trigger, readonly Case[]>> = {
  'github/issues': [
    asks('an issue gets a trigger label', async () => {
      const { number } = await town.github.openIssue({ repo, user: 'jonas', title: 'x', labels });
      return `acme-shop-${number}`;
    }),
    {
      when: 'an issue with an approved plan is edited',
      async proves() {
        const issue = { repo, user: 'jonas', title: 'Cents', labels };
        const { number } = await town.github.openIssue(issue);
        const id = `acme-shop-${number}`;
        await newest(id, 'task_requested');
        const onBranch = `agent/${id}-cents`;
        const draft = await openDraft(town.github, onBranch);
        const where = { number: draft.number, branch: onBranch };
        await town.house.state(id, ...proposedFacts(draft.sha, where));
        const message = await until('Slack shows the plan', () =>
          town.slack
            .state()
            .messages.find(({ text }) => text.includes(`${repo}#${number} - Cents`)),
        );
        await approve({ id, message });
        await town.github.editIssue({ repo, user: 'jonas', number, body: 'It is another thing.' });
        expect(await newest(id, 'approval_voided')).toMatchObject({
          data: { cause: 'ticket_edited' },
        });
      },
    },
  ],
  'github/issue_comment': [
    about(
      'somebody who may approves in a comment',
      'approval_given',
      ({ number }) => town.github.comment({ repo, user: 'jonas', number, body: '@agent approve' }),
      { actor: 'human:jonas', data: { via: 'github' } },
    ),
  ],
  'github/pull_request_review': [
    about(
      'a review wants changes',
      'revision_requested',
      ({ number }) =>
        town.github.review({
          repo,
          user: 'jonas',
          number,
          state: 'request_changes',
          body: 'cents',
        }),
      { data: { feedback: 'cents', via: 'github' } },
    ),
    about(
      'a review says so to us',
      'task_paused',
      ({ number }) =>
        town.github.review({ repo, user: 'maria', number, state: 'comment', body: '@agent pause' }),
      { actor: 'human:maria' },
    ),
  ],
  'github/pull_request_review_comment': [
    about(
      'a comment on a line says so to us',
      'revision_requested',
      ({ number }) =>
        town.github.review({
          ...{ repo, user: 'jonas', number, state: 'comment' },
          comments: [{ path: 'PLAN.md', line: 1, body: '@agent revise count in cents' }],
        }),
      { data: { feedback: expect.stringContaining('count in cents') } },
    ),
  ],
  'github/pull_request': [
    about(
      'a person pushes to the branch of a task',
      'foreign_push_recorded',
      ({ id }) =>
        town.github.push({
          ...{ repo, user: 'jonas', branch: `agent/${id}-cart` },
          ...{ message: 'fix: mine', files: { 'mine.txt': 'mine' } },
        }),
      { data: { by: 'human:jonas' } },
    ),
  ],
  'github/workflow_run': [
    verdict('a workflow ends', 'github/workflow_run', (branch, sha) => ({
      action: 'completed',
      repository,
      workflow_run: { name: 'CI', head_branch: branch, head_sha: sha, conclusion: 'failure' },
    })),
  ],
  'github/check_suite': [
    verdict('the suite of another app ends', 'github/check_suite', (branch, sha) => ({
      action: 'completed',
      repository,
      check_suite: {
        ...{ head_branch: branch, head_sha: sha, conclusion: 'failure' },
        app: { slug: 'circleci', name: 'CircleCI' },
      },
    })),
  ],
  'github/check_run': [
    verdict('a check of another app ends', 'github/check_run', (branch, sha) => ({
      action: 'completed',
      repository,
      sender: jonas,
      check_run: {
        ...{ name: 'unit', head_sha: sha, conclusion: 'failure' },
        check_suite: { head_branch: branch },
        app: { slug: 'circleci', name: 'CircleCI' },
      },
    })),
    about('somebody clicks on our check', 'approval_given', async ({ number, id }) => {
      const name = 'Patchwright plan';
      const sha = await until('the check is there', () => {
        const head = town.repository().branches[`agent/${id}-cart`];
        const isThere = town
          .repository()
          .checkRuns.some((check) => check.name === name && check.headSha === head);
        return isThere ? head : undefined;
      });
      expect(number).toBeGreaterThan(0);
      await town.github.clickCheck({ repo, user: 'jonas', sha, name, action: 'approve' });
    }),
  ],
  'github/status': [
    verdict('a status is decided', 'github/status', (branch, sha) => ({
      ...{ repository, sha, state: 'failure', context: 'coverage', branches: [{ name: branch }] },
    })),
  ],
  'jira/issue_created': [
    asks('a ticket is made with a trigger label', (number) => {
      const key = `SHOP-${number}`;
      town.jira.createTicket({ key, summary: 'x', description: 'y', labels, reporter: 'ines' });
      return key.toLowerCase();
    }),
    asks('Sentry’s integration makes a ticket', (number) => {
      const key = `SHOP-${number}`;
      const page = `https://acme.sentry.io/issues/77${number}/?referrer=jira_integration`;
      const description = `Sentry Issue: [CHECKOUT-${number}A|${page}]`;
      town.jira.createTicket({ key, summary: 'TypeError', description, reporter: 'ines' });
      return key.toLowerCase();
    }),
  ],
  'jira/issue_updated': [
    asks('a ticket gets a trigger label', (number) => {
      const key = `SHOP-${number}`;
      town.jira.createTicket({ key, summary: 'x', description: 'y', reporter: 'ines' });
      town.jira.update({ ticket: key, user: 'ines', labels });
      return key.toLowerCase();
    }),
    {
      when: 'a ticket with an approved plan is edited',
      async proves() {
        const task = await proposeAnother(town);
        await approve(task);
        town.jira.update({ ticket: task.key, user: 'ines', description: 'It is another thing.' });
        expect(await newest(task.id, 'approval_voided')).toMatchObject({
          data: { cause: 'ticket_edited' },
        });
      },
    },
  ],
  'jira/comment_created': [
    about(
      'somebody who may approves in a comment',
      'approval_given',
      ({ key }) => town.jira.comment({ ticket: key, user: 'maria', body: '@agent approve' }),
      { actor: 'human:maria', data: { via: 'jira' } },
    ),
  ],
  'sentry/issue': [
    wakes('an error is new', (id) => void world().sentry.addIssue({ ...error, id }, 'issue')),
    wakes('an error is back', (id) => {
      world().sentry.addIssue({ ...error, id });
      world().sentry.setStatus({ issue: id, status: 'resolved', user: 'ines' });
      world().sentry.setStatus({ issue: id, status: 'unresolved', user: 'ines' });
    }),
  ],
  'sentry/event_alert': [
    asks('an alert comes that is tagged so', (number) => {
      world().sentry.addIssue(
        { ...error, id: `8${number}`, tags: { 'AI-Fix': 'true' } },
        'event_alert',
      );
      return `checkout-8${number}`;
    }),
  ],
  'sentry/metric_alert': [
    wakes('a metric is over its limit', () => {
      const about = { title: 'Failures over 5 %', text: '7 %', url: 'https://acme.sentry.io/1' };
      world().sentry.metricAlert({ action: 'critical', ...about });
    }),
  ],
  'slack/command': [
    asks('/agent run is said', async (number) => {
      const text = `run round the totals ${number} --repo acme/shop`;
      await town.slack.command({ user: 'U0INES', channel: 'patchwright', command: '/agent', text });
      const started = await until('it is told', () =>
        town.whispers().find((one) => one.includes(`round the totals ${number}`)),
      );
      return /round-the-totals-[\w-]+/.exec(started)?.[0] ?? started;
    }),
  ],
  'slack/block_actions': [
    about('Approve is clicked', 'approval_given', ({ message }) =>
      town.slack.click({ user: 'U0MARIA', actionId: 'approve', ts: message.ts }),
    ),
  ],
  'slack/view_submission': [
    about(
      'the modal of Request changes is sent off',
      'revision_requested',
      async ({ message }) => {
        const opened = town.slack.state().views.length;
        await town.slack.click({ user: 'U0MARIA', actionId: 'request_changes', ts: message.ts });
        await until('the modal is open', () => town.slack.state().views.length > opened);
        await town.slack.submit({ user: 'U0MARIA', values: { feedback: 'use cents' } });
      },
      { data: { feedback: 'use cents', via: 'slack' } },
    ),
    about('the modal of Reject is sent off', 'plan_rejected', async ({ message }) => {
      const opened = town.slack.state().views.length;
      await town.slack.click({ user: 'U0MARIA', actionId: 'reject', ts: message.ts });
      await until('the modal is open', () => town.slack.state().views.length > opened);
      await town.slack.submit({ user: 'U0MARIA', values: { feedback: 'too risky' } });
    }),
  ],
  'slack/app_mention': [
    about('we are named in the task’s thread', 'task_paused', ({ message }) => {
      const { channel, ts } = message;
      const text = `<@${town.slack.botUser}> pause`;
      return town.slack.say({ user: 'U0MARIA', channel, text, threadTs: ts });
    }),
  ],
  'custom/task.requested': [
    asks('a program of somebody’s own asks', async (number) => {
      const body = JSON.stringify({
        type: 'task.requested',
        timestamp: new Date().toISOString(),
        data: { title: 'The nightly build is red', key: `nightly-${number}` },
      });
      const at = new Date();
      const id = `msg_${number}`;
      const response = await fetch(`${town.house.url}/webhooks/custom/deploys`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
          'webhook-signature': new Webhook(KEY).sign(id, at, body),
        },
      });
      expect(await response.json()).toMatchObject({ stored: true });
      return `custom-deploys-nightly-${number}`;
    }),
  ],
};

test('every trigger that the gateway knows has a row, and each row a case', () => {
  expect(Object.keys(rows).sort()).toEqual([...triggers].sort());
  for (const [name, cases] of Object.entries(rows)) expect(cases.length, name).toBeGreaterThan(0);
});

describe.each(triggers)('%s', (name) => {
  test.each(rows[name])('$when', ({ proves }) => proves());
});
