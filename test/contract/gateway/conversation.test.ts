import { describe, expect, test } from 'vitest';
import { branch, planOf, proposedFacts, until } from './house.ts';
import { id, townOfEachTest } from './town.ts';

const head = '4'.repeat(40);
const town = townOfEachTest();

test('a labelled ticket becomes a task; asked for again, it joins the one that runs, and says so', async () => {
  town.ticket();
  expect(await town.fact('task_requested')).toMatchObject({
    actor: 'human:ines',
    data: {
      title: 'A coupon larger than the cart makes the total negative',
      priority: 'high',
      ticket: { system: 'jira', key: 'SHOP-42', url: `${town.jira.url}/browse/SHOP-42` },
      requester: 'human:ines',
    },
  });
  town.jira.update({ ticket: 'SHOP-42', user: 'ines', labels: ['AI', 'AI-Fix'] });
  await town.fact('trigger_joined');
  await until('the ticket says so', () =>
    town.comments().some((text) => text.includes('is being worked on already')),
  );
});

describe('a plan', () => {
  test('is shown where people are: Slack, the ticket and one comment on the pull request', async () => {
    await town.propose();
    const message = town.approvalMessage();
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
      town.comments().some((text) => text.includes('A plan waits for approval')),
    );
    await until('the ticket has a link', () => {
      const issue = town.jira.state().issues.find((one) => one.key === 'SHOP-42');
      return JSON.stringify(issue).includes('acme/shop#1');
    });
    await until('the pull request has its comment', () => town.sticky().length === 1);
    const body = town.repository().pullRequests[0]?.body ?? '';
    expect(body).toContain('### Why');
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain('@maria');
  });

  test('is approved by a click; the buttons give way to who approved it', async () => {
    await town.propose();
    const click = await town.slack.click({
      user: 'U0MARIA',
      actionId: 'approve',
      about: 'SHOP-42',
    });
    expect(click).toMatchObject({ status: 200, body: '' });
    expect(await town.fact('plan_approved')).toMatchObject({
      actor: 'human:maria',
      data: { approvers: [{ by: 'human:maria', via: 'slack' }], policy: 'shop' },
    });
    await until('the message says so', () =>
      town.approvalMessage()?.text.startsWith('Approved: SHOP-42'),
    );
    const shown = JSON.stringify(town.approvalMessage()?.blocks);
    expect(shown).toContain('Approved by maria');
    expect(shown).not.toContain('"action_id":"approve"');
  });

  test('is approved once, however many approve at once', async () => {
    const { number } = await town.propose();
    await Promise.all([
      town.slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' }),
      town.slack.click({ user: 'U0JONAS', actionId: 'approve', about: 'SHOP-42' }),
      town.github.comment({ repo: 'acme/shop', user: 'jonas', number, body: '@agent approve' }),
      town.house.api(`/v1/tasks/${id}/approve`, { method: 'POST', body: '{}' }),
    ]);
    await town.fact('plan_approved');
    await until('every word was answered', async () => {
      const answered = town.whispers().length + town.repository().comments.length;
      return answered >= 2;
    });
    const facts = await town.house.factsOf(id);
    expect(facts.filter(({ type }) => type === 'plan_approved')).toHaveLength(1);
    expect(facts.filter(({ type }) => type === 'approval_given')).toHaveLength(1);
  });

  test('is not approved by somebody who may not, and they are told', async () => {
    await town.propose();
    await town.slack.click({ user: 'U0TOM', actionId: 'approve', about: 'SHOP-42' });
    await until('they are told', () =>
      town.whispers().some((text) => text.includes('only an approver may approve')),
    );
    expect((await town.house.factsOf(id)).some(({ type }) => type === 'approval_given')).toBe(
      false,
    );
  });

  test('is approved by a comment, which gets a reaction', async () => {
    const { number } = await town.propose();
    await town.github.comment({
      repo: 'acme/shop',
      user: 'maria',
      number,
      body: 'Good.\n\n@agent approve',
    });
    expect(await town.fact('plan_approved')).toMatchObject({
      data: { approvers: [{ via: 'github' }] },
    });
    await until('it gets a reaction', () =>
      town.repository().reactions.some((one) => one.content === 'eyes'),
    );
  });

  test('is approved by a review of its commit', async () => {
    const { number } = await town.propose();
    await town.github.review({ repo: 'acme/shop', user: 'jonas', number, state: 'approve' });
    expect(await town.fact('plan_approved')).toMatchObject({ actor: 'human:jonas' });
  });

  test('is sent back by a review that says what it wants on lines alone', async () => {
    const { number } = await town.propose();
    const comments = [
      { path: 'PLAN.md', line: 1, body: 'Say which coupons.' },
      { path: 'PLAN.md', line: 2, body: 'And how it is undone.' },
    ];
    const by = { repo: 'acme/shop', user: 'jonas', number };
    await town.github.review({ ...by, state: 'request_changes', comments });
    expect(await town.fact('revision_requested')).toMatchObject({
      actor: 'human:jonas',
      data: { feedback: 'PLAN.md:1: Say which coupons.\n\nPLAN.md:2: And how it is undone.' },
    });
  });

  test('is approved on the ticket', async () => {
    await town.propose();
    town.jira.comment({ ticket: 'SHOP-42', user: 'maria', body: '@agent approve' });
    expect(await town.fact('plan_approved')).toMatchObject({
      data: { approvers: [{ by: 'human:maria', via: 'jira' }] },
    });
  });

  test('is not approved by who asked for it: the ticket says why', async () => {
    await town.propose();
    town.jira.comment({ ticket: 'SHOP-42', user: 'ines', body: '@agent approve' });
    await until('the ticket says why', () =>
      town.comments().some((text) => text.includes('only an approver may approve')),
    );
  });

  test('is sent back by the words of a modal; a click on the old plan is refused then', async () => {
    const { number } = await town.propose();
    const before = town.approvalMessage();
    await town.slack.click({ user: 'U0INES', actionId: 'request_changes', about: 'SHOP-42' });
    await until('the modal is open', () => town.slack.state().views.some((view) => view.open));
    await town.slack.submit({ user: 'U0INES', values: { feedback: 'Round once, at the end' } });
    expect(await town.fact('revision_requested')).toMatchObject({
      actor: 'human:ines',
      data: { feedback: 'Round once, at the end', via: 'slack' },
    });
    await until('the message says so', () =>
      town.approvalMessage()?.text.startsWith('Sent back: SHOP-42'),
    );
    const second = { version: 2, number, plan: planOf({ summary: 'Round once' }) };
    await town.house.state(id, ...proposedFacts(head, second));
    await until('the second plan is shown', () =>
      town.slack
        .state()
        .messages.some(
          (message) => message.text.startsWith('Plan ready') && message.ts !== before?.ts,
        ),
    );
    await until(
      'both comments are one',
      () => town.sticky().length === 1 && town.sticky()[0]?.body.includes('version 2'),
    );
  });

  test('that was decided otherwise refuses a late click, saying who decided', async () => {
    await town.propose();
    const before = town.approvalMessage();
    await town.slack.click({ user: 'U0MARIA', actionId: 'reject', about: 'SHOP-42' });
    await until('the modal is open', () => town.slack.state().views.some((view) => view.open));
    await town.slack.submit({ user: 'U0MARIA', values: { feedback: 'too risky' } });
    expect(await town.fact('plan_rejected')).toMatchObject({
      actor: 'human:maria',
      data: { reason: 'too risky', via: 'slack' },
    });
    await until('the message says so', () =>
      town.approvalMessage()?.text.startsWith('Rejected: SHOP-42'),
    );
    expect(JSON.stringify(before?.blocks)).toContain('"action_id":"approve"');
    expect(JSON.stringify(town.approvalMessage()?.blocks)).not.toContain('"action_id":"approve"');
    const late = await town.house.api(`/v1/tasks/${id}/approve`, { method: 'POST', body: '{}' });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({
      code: 'already_decided',
      detail: expect.stringContaining('human:maria'),
    });
  });
});
