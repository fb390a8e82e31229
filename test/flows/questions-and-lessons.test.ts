import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isTaskEvent, type TaskEvent } from '@patchwright/events';
import { loadScenario, type Mesh, PROJECT, setStage, startMesh } from '@patchwright/local';
import { fold, type Task } from '@patchwright/task';
import { afterAll, beforeAll, expect, test } from 'vitest';

const QUESTION = 'Which coupon was used: one over an amount, or one over a percentage?';
const ANSWER = 'One over an amount: WELCOME.';

let folder: string;
let mesh: Mesh;

/** Waits for a fact about a task, and answers the task as it then stands. */
async function after(id: string, type: TaskEvent['type']): Promise<Task> {
  for (const deadline = performance.now() + 90_000; performance.now() < deadline; ) {
    const { events } = await mesh.bus.log.history({ kind: 'task', tenant: mesh.tenant, id });
    if (events.some((event) => event.type === type)) {
      return fold(mesh.tenant, id, events.filter(isTaskEvent));
    }
    await pause(100);
  }
  throw new Error(`${type} was never stated about ${id}`);
}

async function say(id: string, word: 'reject' | 'revise', body: object): Promise<void> {
  const headers = { authorization: `Bearer ${mesh.apiToken}`, 'content-type': 'application/json' };
  const address = `${mesh.gatewayUrl}/v1/tasks/${id}/${word}`;
  const { ok, status } = await fetch(address, {
    ...{ method: 'POST', headers },
    body: JSON.stringify(body),
  });
  if (!ok) throw new Error(`${word} of ${id}: ${status}`);
}

/** The model of the ticket's story, under another key; a search before it is unsure. */
function modelOf(text: string, key: string): string {
  const own = text.replaceAll('shop-42', key);
  const unsure = `conversations:
  - role: discovery
    about: ${key}
    turns:
      - calls:
          - tool: submit_discovery
            input:
              relevantRepos:
                - { name: acme/shop, relevance: 0.3, reason: It has coupons., languages: [TypeScript], files: [] }
              crossRepoDependencies: []
              estimatedComplexity: Low
              recommendedApproach: Ask first.
              keywords: [coupon]
              rootCause: Not known.
              confidence: 0.2
              reasoning: There are two kinds of coupons.
              question: "${QUESTION}"
`;
  return key === 'shop-43' ? own.replace('conversations:\n', unsure) : own;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-ask-'));
  const story = join(folder, 'story');
  await cp(join(PROJECT, 'packages/local/scenarios/a-ticket'), story, { recursive: true });
  const scenario = await loadScenario(story);
  mesh = await startMesh({ stateDir: join(folder, 'state'), stories: [scenario] });
  await setStage(mesh, scenario);
  const next = join(folder, 'next', 'model.yaml');
  await mkdir(dirname(next));
  await writeFile(next, modelOf(await readFile(join(story, 'model.yaml'), 'utf8'), 'shop-43'));
  await mesh.control.act('/model/scripts', { file: next });

  await mesh.control.act('/jira/tickets', scenario.trigger.jira ?? {});
  await after('shop-42', 'plan_proposed');
  await say('shop-42', 'reject', { reason: 'a coupon that is too large is to be refused' });
  await after('shop-42', 'plan_rejected');
  await mesh.bus.views.open('views').reached(await mesh.bus.log.lastSeq(), 30_000);
  await mesh.control.act('/jira/tickets', { ...scenario.trigger.jira, key: 'SHOP-43' });
}, 170_000);

afterAll(async () => {
  await mesh?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('what is too unsure is asked about; with the answer the search goes on, and the plan learns from the task before', async () => {
  const asked = await after('shop-43', 'question_asked');
  expect(asked).toMatchObject({ status: 'awaiting_answer', question: { text: QUESTION } });
  expect(asked.discovery).toBeUndefined();

  await say('shop-43', 'revise', { feedback: ANSWER });
  const planned = await after('shop-43', 'plan_proposed');
  expect(planned.answers).toMatchObject([{ question: QUESTION, text: ANSWER }]);
  expect(planned.discovery?.confidence).toBe(0.94);

  const { repository, branch } = { repository: '', branch: '', ...planned, ...planned.proposal };
  const from = `repos/${repository}/contents/PLAN.md?ref=${encodeURIComponent(branch)}`;
  const authorization = `Bearer ${mesh.circumstances.secrets.githubToken}`;
  const read = await fetch(`${mesh.outside.github}/${from}`, { headers: { authorization } });
  const { content } = (await read.json()) as { readonly content: string };
  expect(Buffer.from(content, 'base64').toString()).toContain('## Learned from\n\n- `shop-42`');
}, 120_000);
