import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { branch, planOf, proposedFacts, until } from './house.ts';
import { id, startTown, type Town } from './town.ts';

const head = '4'.repeat(40);
let town: Town;
let house: Town['house'];
let github: Town['github'];
let jira: Town['jira'];
let slack: Town['slack'];
let repository: Town['repository'];
let fact: Town['fact'];
let ticket: Town['ticket'];
let propose: Town['propose'];
let approvalMessage: Town['approvalMessage'];
let whispers: Town['whispers'];
let sticky: Town['sticky'];
let comments: Town['comments'];
beforeEach(async () => {
  town = await startTown();
  ({
    house,
    github,
    jira,
    slack,
    repository,
    fact,
    ticket,
    propose,
    approvalMessage,
    whispers,
    sticky,
    comments,
  } = town);
});
afterEach(async () => {
  await town[Symbol.asyncDispose]();
});

test('a labelled ticket becomes a task; asked for again, it joins the one that runs, and says so', async () => {
  ticket();
  expect(await fact('task_requested')).toMatchObject({
    actor: 'human:ines',
    data: {
      title: 'A coupon larger than the cart makes the total negative',
      priority: 'high',
      ticket: { system: 'jira', key: 'SHOP-42', url: `${jira.url}/browse/SHOP-42` },
      requester: 'human:ines',
    },
  });
  jira.update({ ticket: 'SHOP-42', user: 'ines', labels: ['AI', 'AI-Fix'] });
  await fact('trigger_joined');
  await until('the ticket says so', () =>
    comments().some((text) => text.includes('is being worked on already')),
  );
});

describe('a plan', () => {
  test('is shown where people are: Slack, the ticket and one comment on the pull request', async () => {
    await propose();
    const message = approvalMessage();
    const shown = JSON.stringify(message?.blocks);
    expect(message?.text).toContain('Plan ready: SHOP-42');
    for (const part of [
      'acme/shop',
      branch,
      'low',
      '15 minutes',
      '90 %',
      'Limit the coupon',
      'Approve',
      'Reject',
      'Request changes',
      'View PR',
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain('Count in whole cents &amp; never below zero');
    await until('the ticket has a comment', () =>
      comments().some((text) => text.includes('A plan waits for approval')),
    );
    await until('the ticket has a link', () => {
      const issue = jira.state().issues.find((one) => one.key === 'SHOP-42');
      return JSON.stringify(issue).includes('acme/shop#1');
    });
    await until('the pull request has its comment', () => sticky().length === 1);
    const body = repository().pullRequests[0]?.body ?? '';
    expect(body).toContain('### Why');
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain('@maria');
  });

  test('is approved by a click; the buttons give way to who approved it', async () => {
    await propose();
    const click = await slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
    expect(click).toMatchObject({ status: 200, body: '' });
    expect(await fact('plan_approved')).toMatchObject({
      actor: 'human:maria',
      data: { approvers: [{ by: 'human:maria', via: 'slack' }], policy: 'shop' },
    });
    await until('the message says so', () =>
      approvalMessage()?.text.startsWith('Approved: SHOP-42'),
    );
    const shown = JSON.stringify(approvalMessage()?.blocks);
    expect(shown).toContain('Approved by maria');
    expect(shown).not.toContain('"action_id":"approve"');
  });

  test('is approved once, however many approve at once', async () => {
    const { number } = await propose();
    await Promise.all([
      slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' }),
      slack.click({ user: 'U0JONAS', actionId: 'approve', about: 'SHOP-42' }),
      github.comment({ repo: 'acme/shop', user: 'jonas', number, body: '@agent approve' }),
      house.api(`/v1/tasks/${id}/approve`, { method: 'POST', body: '{}' }),
    ]);
    await fact('plan_approved');
    await until('every word was answered', async () => {
      const answered = whispers().length + repository().comments.length;
      return answered >= 2;
    });
    const facts = await house.factsOf(id);
    expect(facts.filter(({ type }) => type === 'plan_approved')).toHaveLength(1);
    expect(facts.filter(({ type }) => type === 'approval_given')).toHaveLength(1);
  });

  test('is not approved by somebody who may not, and they are told', async () => {
    await propose();
    await slack.click({ user: 'U0TOM', actionId: 'approve', about: 'SHOP-42' });
    await until('they are told', () =>
      whispers().some((text) => text.includes('only an approver may approve')),
    );
    expect((await house.factsOf(id)).some(({ type }) => type === 'approval_given')).toBe(false);
  });

  test('is approved by a comment, which gets a reaction', async () => {
    const { number } = await propose();
    await github.comment({
      repo: 'acme/shop',
      user: 'maria',
      number,
      body: 'Good.\n\n@agent approve',
    });
    expect(await fact('plan_approved')).toMatchObject({ data: { approvers: [{ via: 'github' }] } });
    await until('it gets a reaction', () =>
      repository().reactions.some((one) => one.content === 'eyes'),
    );
  });

  test('is approved by a review of its commit', async () => {
    const { number } = await propose();
    await github.review({ repo: 'acme/shop', user: 'jonas', number, state: 'approve' });
    expect(await fact('plan_approved')).toMatchObject({ actor: 'human:jonas' });
  });

  test('is approved on the ticket', async () => {
    await propose();
    jira.comment({ ticket: 'SHOP-42', user: 'maria', body: '@agent approve' });
    expect(await fact('plan_approved')).toMatchObject({
      data: { approvers: [{ by: 'human:maria', via: 'jira' }] },
    });
  });

  test('is not approved by who asked for it: the ticket says why', async () => {
    await propose();
    jira.comment({ ticket: 'SHOP-42', user: 'ines', body: '@agent approve' });
    await until('the ticket says why', () =>
      comments().some((text) => text.includes('only an approver may approve')),
    );
  });

  test('is sent back by the words of a modal; a click on the old plan is refused then', async () => {
    const { number } = await propose();
    const before = approvalMessage();
    await slack.click({ user: 'U0INES', actionId: 'request_changes', about: 'SHOP-42' });
    await until('the modal is open', () => slack.state().views.some((view) => view.open));
    await slack.submit({ user: 'U0INES', values: { feedback: 'Round once, at the end' } });
    expect(await fact('revision_requested')).toMatchObject({
      actor: 'human:ines',
      data: { feedback: 'Round once, at the end', via: 'slack' },
    });
    await until('the message says so', () =>
      approvalMessage()?.text.startsWith('Sent back: SHOP-42'),
    );
    const second = { version: 2, number, plan: planOf({ summary: 'Round once' }) };
    await house.state(id, ...proposedFacts(head, second));
    await until('the second plan is shown', () =>
      slack
        .state()
        .messages.some(
          (message) => message.text.startsWith('Plan ready') && message.ts !== before?.ts,
        ),
    );
    await until(
      'both comments are one',
      () => sticky().length === 1 && sticky()[0]?.body.includes('version 2'),
    );
  });

  test('that was decided otherwise refuses a late click, saying who decided', async () => {
    await propose();
    const refused = slack.click({ user: 'U0MARIA', actionId: 'reject', about: 'SHOP-42' });
    await refused;
    await fact('plan_rejected');
    const late = await house.api(`/v1/tasks/${id}/approve`, { method: 'POST', body: '{}' });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({
      code: 'already_decided',
      detail: expect.stringContaining('human:maria'),
    });
  });
});
