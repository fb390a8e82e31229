import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentsSite, startAgentsSite } from './site.ts';

const MOST = 5;

let folder: string;
let site: AgentsSite;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budgets-'));
  const file = join(folder, 'budgets.yaml');
  await writeFile(file, `person: { calls: ${MOST} }\nrepositories: { acme/shop: { calls: 9 } }\n`);
  site = await startAgentsSite({ PATCHWRIGHT_BUDGETS: file });
});
afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Asks something to which no answer ever comes; answers how often the model was asked, and why it ended. */
async function endless(about: string, by: string) {
  const before = site.outside.model.calls().calls.length;
  const turns = Array.from({ length: 20 }, (_, page) => ({
    calls: [{ tool: 'search', input: { text: `word ${page}` } }],
  }));
  await site.script('slack-inquiry', about, turns);
  const question = { agent: 'slack-inquiry', repository: 'acme/shop', by };
  const { status, reason } = await site.ended(await site.ask(about, question));
  const views = site.house.bus.views.open('views');
  await views.reached(await site.house.bus.log.lastSeq(), 10_000);
  return { status, reason, calls: site.outside.model.calls().calls.length - before };
}

test('what questions take counts for whoever asks and for the repository, though no answer comes of them', async () => {
  const first = await endless('Where is the first?', 'human:cli:ines');
  expect(first).toMatchObject({ status: 'failed', calls: MOST });
  expect(first.reason).toContain('the budget of person human:cli:ines');

  const again = await endless('Where is the second?', 'human:cli:ines');
  expect(again).toMatchObject({ status: 'failed', calls: 0 });

  const other = await endless('Where is the third?', 'human:cli:jonas');
  expect(other).toMatchObject({ status: 'failed', calls: 9 - MOST });
  expect(other.reason).toContain('the budget of repository acme/shop');
});
