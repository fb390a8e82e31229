import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../gateway/house.ts';
import { startAgentsSite } from './site.ts';

const GREETER = `---
name: greeter
description: Greets whoever asks for something on Jira.
on: task_requested
when: { trigger.kind: jira }
tools: read_task
budget: { turns: 3 }
answers: ticket
---

Greet whoever asked, in one sentence. Call \`submit_answer\`.
`;

test('a file in a folder is an agent: a fact wakes it, it answers on the ticket, and no code was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'own-agents-'));
  try {
    await writeFile(join(folder, 'greeter.md'), GREETER);
    await using site = await startAgentsSite({ PATCHWRIGHT_AGENTS_FOLDER: folder });
    await site.script('greeter', 'task_requested', [
      { calls: [{ tool: 'read_task', input: {} }], expect: ['A coupon larger than the cart'] },
      { calls: [{ tool: 'submit_answer', input: { text: 'Thank you for telling us.' } }] },
    ]);
    site.town.ticket();
    await until('the ticket has its greeting', () =>
      site.town.comments().some((text) => text.includes('Thank you for telling us.')),
    );
    const asked = await site.inquiries();
    expect(asked.map(({ data, actor }) => [(data as { agent: string }).agent, actor])).toEqual([
      ['greeter', 'system:agents'],
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
