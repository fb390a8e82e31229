import {
  type ReplayReport,
  replayTask,
  type ServiceContext,
  silentLog,
} from '@patchwright/chassis';
import { createMask } from '@patchwright/events';
import { gateway } from '@patchwright/gateway';
import { readConfig as readGatewayConfig } from '@patchwright/gateway/config';
import { notifier } from '@patchwright/notifier';
import { readConfig as readNotifierConfig } from '@patchwright/notifier/config';
import { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openDraft, proposedFacts, startHouse, tenant, until } from './house.ts';

const id = 'shop-42';
type GatewayConfig = ReturnType<typeof readGatewayConfig>['config'];
let house: House;
beforeAll(async () => {
  house = await startHouse({ outside: true });
  if (house.outside === undefined) throw new Error('nobody is outside');
  const { github, jira, slack } = house.outside;
  jira.createTicket({ key: 'SHOP-42', summary: 'Cart is off', labels: ['AI'], reporter: 'ines' });
  await until('the task is there', async () => (await house.factsOf(id)).length > 0);
  const { sha, number } = await openDraft(github);
  await house.state(id, ...proposedFacts(sha, { number }));
  await until('Slack shows the plan', () => slack.state().messages.length === 1);
  await slack.click({ user: 'U0MARIA', actionId: 'approve' });
  await until('it is approved', async () =>
    (await house.factsOf(id)).some(({ type }) => type === 'plan_approved'),
  );
  await until('the message says so', () => slack.state().messages[0]?.text.startsWith('Approved'));
  await until('all is told', async () => {
    const items = await house.bus.work.outstanding(tenant, id);
    return items.every(({ kind }) => kind !== 'notify');
  });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

async function all(
  reports: AsyncIterable<ReplayReport> | undefined,
): Promise<readonly ReplayReport[]> {
  const found: ReplayReport[] = [];
  for await (const report of reports ?? []) found.push(report);
  return found;
}

function replayGateway(config: GatewayConfig): Promise<readonly ReplayReport[]> {
  const context: ServiceContext<GatewayConfig> = {
    config,
    bus: house.bus,
    tenant,
    build: 'b2',
    log: silentLog,
    signal: new AbortController().signal,
    isReady: () => false,
    async command() {
      throw new Error('a replay decides nothing');
    },
    async ask() {
      throw new Error('a replay asks nothing');
    },
  };
  return all(gateway.replay?.(context, id));
}

test('the gateway comes to the same facts from the same messages', async () => {
  const { config } = readGatewayConfig(house.environment);
  const reports = await replayGateway(config);
  expect(reports).toMatchObject([
    { service: 'gateway', agreed: true, events: 1, differences: [] },
    { service: 'gateway', agreed: true, events: 2, differences: [] },
  ]);
});

test('under another policy the replay names the fact and the field that differ', async () => {
  const { config } = readGatewayConfig(house.environment);
  const approval = { ...config.policy.approval, name: 'stricter' };
  const [, approved] = await replayGateway({ ...config, policy: { ...config.policy, approval } });
  expect(approved).toMatchObject({
    agreed: false,
    differences: [
      {
        event: 'plan_approved',
        field: 'policy',
        recorded: 'shop',
        now: 'stricter',
        recordedBuild: 'b1',
        build: 'b2',
      },
    ],
  });
});

test('the notifier tells the same from the record, and nobody hears it', async () => {
  const { config } = readNotifierConfig(house.environment);
  const before = house.outside?.slack.state().messages.length;
  const asked = house.outside?.log.all().length;
  const reports = await all(
    replayTask(
      {
        definition: notifier,
        config,
        ports: {
          github: githubPort(config.github),
          jira: jiraPort(config.jira),
          slack: slackPort(config.slack),
        },
        log: house.bus.log,
        journal: house.bus.journal,
        blobs: house.bus.blobs,
        mask: createMask([]),
        tenant,
        build: 'b2',
      },
      id,
    ),
  );
  expect(reports.length).toBeGreaterThanOrEqual(2);
  expect(reports.flatMap(({ differences }) => differences)).toEqual([]);
  expect(reports.reduce((sum, { served }) => sum + served, 0)).toBeGreaterThan(4);
  expect(house.outside?.slack.state().messages).toHaveLength(before ?? -1);
  expect(house.outside?.log.all()).toHaveLength(asked ?? -1);
});
