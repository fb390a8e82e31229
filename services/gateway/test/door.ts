import { fastifyRateLimit } from '@fastify/rate-limit';
import type { ServiceContext } from '@patchwright/chassis';
import { Retryable } from '@patchwright/faults';
import { type FastifyInstance, fastify } from 'fastify';
import { countsSoFar } from '../src/counters.ts';
import { readEdge } from '../src/edge.ts';
import { type WebhookParts, webhookRoutes } from '../src/http/webhooks.ts';
import { rules } from './messages.ts';
import { secretOf } from './signing.ts';

/** The webhooks' addresses in this process, with an inbox that only remembers. */
export interface Door extends AsyncDisposable {
  readonly server: FastifyInstance;
  readonly stored: Parameters<WebhookParts['inbox']['accept']>[0][];
  /** What was logged as a warning: the members, then the message. */
  readonly warnings: (readonly [object, string])[];
  /** How storing goes from now on. */
  storing: 'at once' | 'never' | 'refused';
}

const SECRETS = {
  GITHUB_WEBHOOK_SECRET: secretOf.github,
  JIRA_WEBHOOK_SECRET: secretOf.jira,
  SLACK_SIGNING_SECRET: secretOf.slack,
  SENTRY_WEBHOOK_SECRET: secretOf.sentry,
  CUSTOM_WEBHOOK_SECRETS: `alerts=${secretOf.custom}`,
};

/** Opens it, with more in its environment. */
export async function openDoor(more: Readonly<Record<string, string>> = {}): Promise<Door> {
  const edge = readEdge({ ...SECRETS, ...more });
  const server = fastify({ trustProxy: edge.trustProxy, bodyLimit: 25 * 1024 * 1024 });
  await server.register(fastifyRateLimit, { global: false });
  const door: Door = {
    server,
    stored: [],
    warnings: [],
    storing: 'at once',
    [Symbol.asyncDispose]: () => server.close(),
  };
  const log: ServiceContext<unknown>['log'] = {
    info() {},
    error() {},
    debug() {},
    warn: (detail, message) => door.warnings.push([detail, message]),
  };
  const inbox: WebhookParts['inbox'] = {
    async accept(message) {
      if (door.storing === 'never') return Promise.withResolvers<never>().promise;
      if (door.storing === 'refused') throw new Retryable('the log is away', { afterMs: 3000 });
      const duplicate = door.stored.some(({ body }) => Buffer.compare(body, message.body) === 0);
      door.stored.push(message);
      return { seq: door.stored.length, duplicate };
    },
  };
  server.register(async (scope) => {
    webhookRoutes(scope, { inbox, config: { edge, rules }, tenant: 'main', log });
  });
  await server.ready();
  return door;
}

/** How often something of this family was counted with labels like these. */
export function countOf(family: string, labels: Readonly<Record<string, string>>): number {
  return countsSoFar()
    .filter((one) => one.family === family)
    .filter((one) => Object.entries(labels).every(([name, value]) => one.labels[name] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
