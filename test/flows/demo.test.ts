import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredEvent } from '@patchwright/events';
import {
  chooseStories,
  type Mesh,
  type Played,
  PROJECT,
  playScenario,
  replayServices,
  startMesh,
} from '@patchwright/local';
import { viewRows, viewsVersion } from '@patchwright/task';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OutsideState, readOutside } from './outside-state.ts';

const SHIPPED = ['a-ticket', 'an-error-at-night'].map((name) =>
  join(PROJECT, 'packages/local/scenarios', name),
);

let folder: string;
let mesh: Mesh;
let outside: OutsideState;
let ticket: Played;
let night: Played;
const told: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-flow-'));
  const stories = await chooseStories(SHIPPED);
  mesh = await startMesh({ stateDir: folder, stories });
  const played = await Promise.all(
    stories.map((story) =>
      playScenario(mesh, story, {
        onHappening: (happening) => {
          if (happening.kind === 'act') told.push(happening.text);
        },
      }),
    ),
  );
  [ticket, night] = played as [Played, Played];
  outside = await readOutside(mesh);
}, 170_000);

afterAll(async () => {
  await mesh?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function repository(name: string) {
  const found = outside.github.repositories.find(({ fullName }) => fullName === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

async function history(played: Played): Promise<readonly StoredEvent[]> {
  const aggregate = { kind: 'task', tenant: mesh.tenant, id: played.result.task ?? '' } as const;
  return (await mesh.bus.log.history(aggregate)).events;
}

const both = () => [
  { played: ticket, name: 'acme/shop', key: 'SHOP-42' },
  { played: night, name: 'acme/api', key: 'OPS-1' },
];

describe('a ticket and an error at night, side by side', () => {
  test('both end as their stories expect', () => {
    expect([...ticket.problems, ...night.problems]).toEqual([]);
    expect(ticket.result).toMatchObject({ task: 'shop-42', status: 'completed', ciRounds: 2 });
    expect(night.result).toMatchObject({ task: 'ops-1', status: 'completed', ciRounds: 1 });
  });

  test('the executor at work was killed, and another process went on where its record ended', async () => {
    expect(told.filter((text) => text.startsWith('SIGKILL to executor'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('takes over'))).toHaveLength(1);
    const runs = await mesh.bus.journal.runs(mesh.tenant, 'execute-ops-1-');
    const { entries } = await mesh.bus.journal.read(mesh.tenant, runs[0] ?? '');
    const workers = entries
      .filter(({ entry }) => entry === 'opened' || entry === 'taken')
      .map(({ data }) => (data as { worker: string }).worker);
    expect(new Set(workers).size).toBe(2);
  });

  test('no call of the model that was recorded is made again', () => {
    expect(outside.model.calls.every(({ status }) => status === 200)).toBe(true);
    expect(outside.model.repeated).toBe(0);
    expect(ticket.result.modelCalls + night.result.modelCalls).toBe(outside.model.calls.length);
  });

  test('each has one branch and one pull request, ready for review, on the newest commit of ours', () => {
    for (const { played, name } of both()) {
      const { pullRequests, branches } = repository(name);
      expect(Object.keys(branches)).toHaveLength(2);
      expect(pullRequests).toHaveLength(1);
      expect(pullRequests[0]).toMatchObject({ draft: false, state: 'open', base: 'main' });
      expect(pullRequests[0]?.headSha).toBe(played.task?.head);
    }
  });

  test('the pull request tells the plan and proves the test: RED on the base, GREEN on the head', () => {
    const [shop, api] = both().map(({ name }) => repository(name).pullRequests[0]?.body ?? '');
    for (const body of [shop, api]) {
      expect(body).toContain('RED');
      expect(body).toContain('GREEN');
    }
    expect(shop).toContain('-800');
    expect(api).toContain('ZeroDivisionError');
    for (const { played } of both()) {
      const [step] = played.evidence;
      expect(step?.red?.exitCode).not.toBe(0);
      expect(step?.green?.exitCode).toBe(0);
    }
  });

  test('one sticky comment shows the progress and ends with the end', () => {
    for (const { name, key } of both()) {
      const own = repository(name).comments.filter(({ user }) => user === 'patchwright[bot]');
      const sticky = own.filter(({ body }) => body.includes('patchwright:sticky='));
      expect(sticky).toHaveLength(1);
      expect(sticky[0]?.body).toContain(`${key} is completed`);
      const asked = repository(name).comments.filter(({ body }) => body.startsWith('@agent '));
      expect(own).toHaveLength(sticky.length + asked.length);
    }
  });

  test('checks that failed for the format alone were mended by command, and all are green', () => {
    const runs = repository('acme/shop').workflowRuns;
    const failed = runs.filter(({ conclusion }) => conclusion === 'failure');
    expect(failed.map(({ name }) => name)).toEqual(['house-rules']);
    const last = runs.filter(({ headSha }) => headSha === ticket.task?.head);
    expect(last.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
  });

  test('the ticket was commented on, linked to the pull request, and moved', () => {
    for (const { key, played } of both()) {
      const issue = outside.jira.issues.find((one) => one.key === key);
      expect(issue?.status.name).toBe('In Review');
      expect(issue?.comments).toHaveLength(2);
      expect(issue?.remoteLinks.map(({ object }) => object.url)).toEqual([
        played.result.pullRequest,
      ]);
    }
  });

  test('the error became one ticket, into which its analysis was written', () => {
    const filed = outside.jira.issues.filter(({ project }) => project === 'OPS');
    expect(filed).toHaveLength(1);
    expect(JSON.stringify(filed[0]?.description)).toContain('average_rating');
  });

  test('Slack has one approval message for each, which says who approved and has no buttons to decide any more', () => {
    const posted = outside.slack.messages.filter(({ text }) => /^Approved: /.test(text));
    expect(posted).toHaveLength(2);
    for (const { blocks } of posted) {
      const shown = JSON.stringify(blocks);
      expect(shown).toContain('maria');
      expect(shown).not.toContain('"action_id":"approve"');
    }
    const all = outside.slack.messages.flatMap(({ metadata }) => {
      const key = (metadata as { event_payload?: { key?: string } } | null)?.event_payload?.key;
      return key === undefined ? [] : [key];
    });
    expect(new Set(all).size).toBe(all.length);
  });

  test('nothing was written before a person had approved it, the plan aside', async () => {
    for (const { played } of both()) {
      const types = (await history(played)).map(({ type }) => type);
      const approved = types.indexOf('plan_approved');
      expect(types.indexOf('execution_started')).toBeGreaterThan(approved);
      expect(types.indexOf('commit_recorded')).toBeGreaterThan(approved);
    }
  });

  test('every secret of the mesh stays out of the log', async () => {
    const secrets = Object.values(mesh.circumstances.secrets);
    const text = JSON.stringify([await history(ticket), await history(night)]);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('the outside world found nothing amiss', () => {
    expect(outside.github.troubles).toEqual([]);
    const deliveries = [outside.github, outside.jira, outside.slack, outside.sentry].flatMap(
      (system) => system.deliveries,
    );
    const undelivered = deliveries.filter(({ status }) => status !== 'delivered');
    expect(undelivered.map(({ id, event }) => `${event} ${id}`)).toEqual([]);
  });
});

describe('what was recorded', () => {
  test('every service, executing its recorded runs again, comes to the same facts', async () => {
    for (const { played } of both()) {
      const services = new Map<string, number>();
      for await (const { service, reports, fault } of replayServices(
        mesh.circumstances,
        played.result.task ?? '',
      )) {
        expect(fault, service).toBeUndefined();
        const disagreed = reports.filter((report) => !(report as { agreed: boolean }).agreed);
        expect(disagreed, service).toEqual([]);
        services.set(service, reports.length);
      }
      for (const name of ['gateway', 'scheduler', 'discovery', 'planner', 'executor', 'cicd']) {
        expect(services.get(name), name).toBeGreaterThan(0);
      }
    }
    const again = await readOutside(mesh);
    expect(again.model.calls).toHaveLength(outside.model.calls.length);
    expect(again.slack.messages).toHaveLength(outside.slack.messages.length);
  });

  test('the views, built anew from the log, have the same bytes', async () => {
    const definition = { name: 'views', version: viewsVersion, rows: viewRows };
    const rebuilt = await mesh.bus.views.rebuild(definition);
    expect(rebuilt.different).toEqual([]);
    expect(rebuilt.replaced).toBeDefined();
    expect(rebuilt.events).toBeGreaterThan(50);
  });
});
