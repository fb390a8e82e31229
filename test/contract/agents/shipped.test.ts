import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDraft, proposedFacts, until } from '../gateway/house.ts';
import { type AgentsSite, startAgentsSite } from './site.ts';

let site: AgentsSite;
let number: number;
beforeAll(async () => {
  site = await startAgentsSite();
  site.town.ticket();
  await site.town.fact('task_requested');
  const draft = await openDraft(site.town.github);
  number = draft.number;
  await site.house.state('shop-42', ...proposedFacts(draft.sha, { number }));
});
afterAll(() => site[Symbol.asyncDispose]());

const about = { task: 'shop-42', repository: 'acme/shop' };
const skill = `---
name: cents
description: Counts money in whole cents. Use it wherever amounts are summed.
---

# Cents

Count in cents.
`;
const agent = `---
name: greeter
description: Greets whoever opens an issue for the first time.
on: task_requested
---

Greet them.
`;

/** One play of each agent: what it is asked, what it does, and a part of what it says. */
const plays = [
  {
    agent: 'slack-inquiry',
    result: 'submit_answer',
    calls: [
      { tool: 'read_history', sees: 'waits for approval' },
      { tool: 'read_file', input: { path: 'src/cart.ts' }, sees: 'total = 0' },
      { tool: 'read_skill', input: { name: 'notifications' }, sees: 'Telling people' },
    ],
    input: { text: 'SHOP-42 waits for an approval of plan version 1.' },
    says: 'waits for an approval',
  },
  {
    agent: 'github-issue-handler',
    result: 'submit_answer',
    calls: [{ tool: 'search', input: { text: 'total' }, sees: 'src/cart.ts' }],
    input: { text: 'This belongs to `src/cart.ts`. Since which release?' },
    says: 'Since which release?',
  },
  {
    agent: 'github-pr-review',
    result: 'submit_review',
    calls: [{ tool: 'read_changes', sees: 'PLAN.md' }],
    input: {
      verdict: 'problems',
      summary: 'The plan forgets refunds.',
      findings: [
        { file: 'PLAN.md', line: 1, severity: 'minor', problem: 'Is empty.', instead: '' },
        {
          file: 'src/cart.ts',
          severity: 'blocking',
          problem: 'Refunds become negative.',
          instead: 'Limit them.',
        },
      ],
    },
    says: '- **Blocks** `src/cart.ts` Refunds become negative. Instead: Limit them.\n- `PLAN.md:1` Is empty.',
  },
  {
    agent: 'jira-code-plan',
    result: 'submit_answer',
    calls: [
      { tool: 'read_ticket', sees: '-8.00 EUR' },
      { tool: 'list_files', sees: 'src/cart.ts' },
    ],
    input: { text: 'Seven steps, low risk. This is an outline, not a plan to approve.' },
    says: 'Seven steps, low risk.',
  },
  {
    agent: 'verifier',
    result: 'submit_answer',
    calls: [{ tool: 'read_task', sees: 'Limit the coupon' }],
    input: { text: 'It cannot be told: nothing was executed yet.' },
    says: 'cannot be told',
  },
  {
    agent: 'self-improvement',
    result: 'submit_files',
    calls: [{ tool: 'list_skills', sees: 'tdd-workflow' }],
    input: {
      text: 'Nothing to learn.',
      files: [{ path: 'notes/shop-42.md', content: 'Went well.' }],
    },
    says: '`notes/shop-42.md`',
  },
  {
    agent: 'skill-creator',
    result: 'submit_files',
    calls: [{ tool: 'read_skill', input: { name: 'planning' }, sees: '# Planning' }],
    refused: {
      input: {
        text: 'x',
        files: [{ path: '.patchwright/skills/cents/SKILL.md', content: 'Cents!' }],
      },
      sees: 'front matter is missing',
    },
    input: {
      text: 'A skill.',
      files: [{ path: '.patchwright/skills/cents/SKILL.md', content: skill }],
    },
    says: 'name: cents',
  },
  {
    agent: 'agent-creator',
    result: 'submit_files',
    calls: [
      { tool: 'list_events', sees: 'task_requested' },
      { tool: 'list_agents', sees: 'slack-inquiry' },
    ],
    refused: {
      input: {
        text: 'x',
        files: [
          { path: 'agents/greeter.md', content: agent.replace('\non:', '\ntools: approve\non:') },
        ],
      },
      sees: 'for people only',
    },
    input: { text: 'An agent.', files: [{ path: 'agents/greeter.md', content: agent }] },
    says: 'name: greeter',
  },
  {
    agent: 'webhook-generator',
    result: 'submit_files',
    calls: [{ tool: 'list_files', sees: 'src/cart.ts' }],
    input: {
      text: 'A mapping.',
      files: [{ path: 'hooks/linear.json', content: '{"title":"$.title"}' }],
    },
    says: 'hooks/linear.json',
  },
  {
    agent: 'service-integrator',
    result: 'submit_files',
    calls: [{ tool: 'list_agents', sees: 'brain' }],
    input: { text: 'An entry.', files: [{ path: 'mcp.json', content: '{"mcpServers":{}}' }] },
    says: '"mcpServers"',
  },
] as const;

/** The turns of a play, one call each, the result last. */
function turnsOf(play: (typeof plays)[number]) {
  const reads = play.calls.map((call) => ({
    calls: [{ tool: call.tool, input: 'input' in call ? call.input : {} }],
    expect: [call.sees],
  }));
  const refused =
    'refused' in play
      ? [
          {
            calls: [{ tool: play.result, input: play.refused.input }],
            expect: [play.refused.sees],
          },
        ]
      : [];
  return [...reads, ...refused, { calls: [{ tool: play.result, input: play.input }] }];
}

describe('every agent that comes along', () => {
  test.each(plays)('$agent answers what it is for', async (play) => {
    const question = `${play.agent}, please`;
    await site.script(play.agent, question, turnsOf(play));
    const pullRequest = {
      repository: 'acme/shop',
      number,
      url: `https://github.example/acme/shop/pull/${number}`,
    };
    const id = await site.ask(question, {
      ...about,
      ...(play.agent === 'github-pr-review' ? { pullRequest } : {}),
      agent: play.agent,
    });
    const { reason, answer } = await site.ended(id);
    expect(reason).toBeUndefined();
    expect(answer?.agent).toBe(play.agent);
    expect(answer?.text).toContain(play.says);
    expect(answer?.usage.modelCalls).toBe(turnsOf(play).length);
  });

  test('the router sends a question that names nobody to who fits', async () => {
    await site.script('brain', 'Is anything to be learned', [
      {
        calls: [{ tool: 'submit_route', input: { agent: 'nobody-known', why: 'x' } }],
        expect: ['there is no agent'],
      },
      { calls: [{ tool: 'submit_route', input: { agent: 'self-improvement', why: 'it learns' } }] },
    ]);
    await site.script('self-improvement', 'Is anything to be learned', [
      {
        calls: [
          {
            tool: 'submit_files',
            input: { text: 'No.', files: [{ path: 'notes/n.md', content: 'No.' }] },
          },
        ],
      },
    ]);
    const { answer } = await site.ended(await site.ask('Is anything to be learned?', about));
    expect(answer).toMatchObject({ agent: 'self-improvement', usage: { modelCalls: 3 } });
  });
});

describe('an answer', () => {
  const say = (text: string) => [{ calls: [{ tool: 'submit_answer', input: { text } }] }];

  test('is told where it was asked, once', async () => {
    const places = [
      { kind: 'github', repository: 'acme/shop', number },
      { kind: 'jira', ticket: 'SHOP-42' },
      { kind: 'slack', channel: 'patchwright', user: 'U0MARIA' },
    ] as const;
    for (const answerTo of places) {
      const question = `Where is it told on ${answerTo.kind}?`;
      await site.script('slack-inquiry', question, say(`Told on ${answerTo.kind}, <b>once</b>.`));
      await site.ended(await site.ask(question, { ...about, agent: 'slack-inquiry', answerTo }));
    }
    const told = (texts: readonly string[], where: string) =>
      texts.filter((text) => text.includes(`Told on ${where}, once.`)).length;
    const { github, jira, slack, repository } = { ...site.town };
    expect([github, jira, slack].every(Boolean)).toBe(true);
    await until(
      'all three were told',
      () =>
        told(
          slack.state().messages.map(({ text }) => text),
          'slack',
        ) === 1,
    );
    expect(
      told(
        repository().comments.map(({ body }) => body),
        'github',
      ),
    ).toBe(1);
    expect(told(site.town.comments(), 'jira')).toBe(1);
  });

  test('that does not come about is told as well, with the reason', async () => {
    const answerTo = { kind: 'jira', ticket: 'SHOP-42' } as const;
    const id = await site.ask('Who are you?', { ...about, agent: 'nobody', answerTo });
    expect(await site.ended(id)).toMatchObject({ status: 'failed' });
    await until('the reason is told', () =>
      site.town.comments().some((text) => text.includes('there is no agent nobody')),
    );
  });

  test('about a task that there is not fails', async () => {
    const id = await site.ask('Where is it?', { task: 'shop-404', agent: 'slack-inquiry' });
    expect((await site.ended(id)).reason).toBe('there is no task shop-404');
  });
});
