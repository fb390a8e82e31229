import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type FaultBox, TARGETS, type Target } from '../faults.ts';
import type { GitHubStandIn } from '../github/index.ts';
import type { JiraStandIn } from '../jira/index.ts';
import { type ModelStandIn, ScriptFault } from '../model/index.ts';
import type { RequestLog } from '../request-log.ts';
import type { SentryStandIn } from '../sentry/index.ts';
import { createBareServer, listen } from '../server.ts';
import type { SlackStandIn } from '../slack/index.ts';
import { ACTS } from './acts.ts';

/** What the control door opens onto. */
export interface ControlledWorld {
  readonly github: GitHubStandIn;
  readonly jira: JiraStandIn;
  readonly slack: SlackStandIn;
  readonly sentry: SentryStandIn;
  readonly model: ModelStandIn;
  readonly faults: FaultBox;
  readonly log: RequestLog;
}

/** HTTP and JSON on loopback by which people are played and the outside is read. */
export interface ControlDoor extends AsyncDisposable {
  readonly url: string;
}

/** Starts the control door. It has no password, and so takes only JSON that is addressed to this machine. */
export async function startControl(
  world: ControlledWorld,
  options: { readonly port?: number } = {},
): Promise<ControlDoor> {
  const server = createBareServer();
  // A page in a browser can be made to post forms here, or be tricked about whose address this is; neither gets through.
  server.addHook('onRequest', async (request, reply) => {
    const host = request.hostname;
    const local = host === '127.0.0.1' || host === 'localhost';
    const form = request.method === 'POST' && !isJson(request.headers['content-type']);
    if (!local) return reply.code(403).send({ error: `${host} is not this machine` });
    if (form) return reply.code(415).send({ error: 'Only application/json is understood' });
  });
  server.setErrorHandler((error: Error & { status?: number; statusCode?: number }, _r, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    if (error instanceof ScriptFault) {
      return reply.code(400).send({ error: error.message, problems: error.problems });
    }
    return reply.code(error.status ?? error.statusCode ?? 500).send({ error: error.message });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `There is no ${request.method} ${request.url}` }),
  );

  for (const { path, input, run } of ACTS) {
    server.post(`/control${path}`, async ({ body }, reply) => {
      const answer = await run(world, input.parse(body ?? {}));
      reply.code(201);
      return answer ?? {};
    });
  }
  readRoutes(server, world);
  deliveryRoutes(server, world);

  const url = await listen(server, options.port);
  return { url, [Symbol.asyncDispose]: () => server.close() };
}

function readRoutes(server: FastifyInstance, world: ControlledWorld): void {
  const states: Readonly<Record<Target, () => unknown>> = {
    github: () => world.github.state(),
    jira: () => world.jira.state(),
    slack: () => world.slack.state(),
    sentry: () => world.sentry.state(),
    model: () => world.model.calls(),
  };
  server.get('/control/state', async () =>
    Object.fromEntries(TARGETS.map((target) => [target, states[target]()])),
  );
  for (const target of TARGETS)
    server.get(`/control/state/${target}`, async () => states[target]());
  server.get('/control/model/calls', async () => world.model.calls());
  server.get<{ Querystring: { target?: string; since?: string } }>(
    '/control/requests',
    async ({ query }) => ({
      requests: world.log
        .all()
        .filter(
          ({ target, at }) =>
            (query.target === undefined || target === query.target) &&
            (query.since === undefined || at >= query.since),
        ),
    }),
  );
  server.get('/control/faults', async () => ({ pending: world.faults.pending() }));
  server.delete('/control/faults', async () => {
    world.faults.clear();
    return { pending: [] };
  });
}

function deliveryRoutes(server: FastifyInstance, { github, jira, slack, sentry }: ControlledWorld) {
  const senders = [
    { webhooks: jira.webhooks, state: jira.state },
    { webhooks: slack.webhooks, state: slack.state },
    { webhooks: sentry.webhooks, state: sentry.state },
    { webhooks: github.webhooks, state: github.state },
  ];
  server.get('/control/deliveries', async () => ({
    deliveries: senders.flatMap(({ state }) => state().deliveries),
  }));
  server.post('/control/deliveries/redeliver', async ({ body }, reply) => {
    const { id } = z.strictObject({ id: z.string() }).parse(body ?? {});
    const sender = senders.find(({ webhooks }) =>
      webhooks?.deliveries().some((delivery) => delivery.id === id),
    );
    if (sender?.webhooks === undefined) {
      return reply.code(404).send({ error: `No delivery has the id ${id}` });
    }
    reply.code(201);
    return sender.webhooks.redeliver(id);
  });
  server.get('/control/settled', async () => {
    await github.settled();
    await Promise.all([jira, slack, sentry].map(({ webhooks }) => webhooks?.settled()));
    return { settled: true };
  });
}

function isJson(type: string | undefined): boolean {
  return type?.split(';')[0]?.trim() === 'application/json';
}
