import type { ServiceContext } from '@patchwright/chassis';
import { type ApprovalRow, type MetricsRow, type MonitorRow, viewKeys } from '@patchwright/task';
import { Approvals, Metrics, PolicyAnswer, Queues, WhoAmI, Woken } from '@patchwright/task/api';
import type { Config } from '../config.ts';
import { counted } from '../counters.ts';
import { causeOf } from './cause.ts';
import { type Api, json, Once, refusals } from './describe.ts';
import { callerOf, needs } from './door.ts';

/** What is known of the mesh itself, and of who asks. */
export function meshRoutes(api: Api, context: ServiceContext<Config>): void {
  const { bus, config, tenant } = context;
  const tags = ['mesh'];

  api.get(
    '/v1/whoami',
    needs('viewer', {
      tags,
      summary: 'Tell who asks, and what they may do',
      response: { 200: json('Whoever has this token', WhoAmI), ...refusals },
    }),
    async (request) => {
      const { person, ...known } = callerOf(request);
      return { actor: person.actor, roles: [...person.roles], ...known };
    },
  );

  api.get(
    '/v1/approvals',
    needs('viewer', {
      tags: ['tasks'],
      summary: 'List the plans that wait for people, the one that waits longest first',
      response: { 200: json('What waits', Approvals), ...refusals },
    }),
    async () => {
      const rows = await bus.views.open('views').list(viewKeys.approval(''));
      const approvals = rows
        .map(({ row }) => row as ApprovalRow)
        .sort((a, b) => a.waitingSince.localeCompare(b.waitingSince));
      return { approvals } as unknown as Approvals;
    },
  );

  api.get(
    '/v1/queues',
    needs('viewer', {
      tags,
      summary: 'Show waiting and running work by kind and urgency',
      response: { 200: json('The lanes', Queues), ...refusals },
    }),
    async () => {
      const [queues, letters] = await Promise.all([bus.work.depth(), bus.deadLetters.list()]);
      return { queues: [...queues], deadLetters: letters.length };
    },
  );

  api.get(
    '/v1/metrics',
    needs('viewer', {
      tags,
      summary:
        'Show counts over all tasks, the Sentry monitor’s last look, and how far the views are',
      response: { 200: json('Counts', Metrics), ...refusals },
    }),
    async () => {
      const view = bus.views.open('views');
      const [tasks, monitor, work, lastSeq, viewSeq] = await Promise.all([
        view.get(viewKeys.metrics) as Promise<MetricsRow | undefined>,
        view.get(viewKeys.monitor) as Promise<MonitorRow | undefined>,
        bus.work.depth(),
        bus.log.lastSeq(),
        view.checkpoint(),
      ]);
      const here = structuredClone(counted()) as Record<string, Record<string, number>>;
      return {
        tasks: tasks === undefined ? null : { ...tasks, byStatus: { ...tasks.byStatus } },
        monitor: monitor ?? null,
        work: [...work],
        log: { lastSeq, viewSeq },
        here,
      };
    },
  );

  api.get(
    '/v1/policy',
    needs('viewer', {
      tags,
      summary: 'Show who may do what, as the gateway read it',
      response: { 200: json('The policy', PolicyAnswer), ...refusals },
    }),
    async () => config.policy as unknown as (typeof PolicyAnswer)['_output'],
  );

  api.post(
    '/v1/monitor/wake',
    needs('operator', {
      tags,
      summary: 'Let the Sentry monitor look at production now',
      headers: Once,
      response: { 200: json('It will look', Woken), ...refusals },
    }),
    async (request) => {
      const cause = causeOf(request.headers, callerOf(request).person);
      const afterSeq = await bus.log.lastSeq();
      const outcome = await bus.work.offer({
        kind: 'monitor',
        lane: 'p1',
        tenant,
        id: 'sentry',
        cause: `${Date.now()}`,
        causeId: cause.id,
        causeSeq: 0,
      });
      return { cause: cause.id, afterSeq, already: outcome === 'already' };
    },
  );
}
