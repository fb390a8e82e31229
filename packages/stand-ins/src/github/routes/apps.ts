import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRecord, addApp, callerOf, installationId, issueToken, ownersOf } from '../apps.ts';
import { notFound, Refusal } from '../refusal.ts';
import { renderRepository } from '../render/repository.ts';
import { renderUser } from '../render/user.ts';
import type { GitHubWorld } from '../world.ts';
import { type Call, paginated, type Router, read } from './call.ts';

const WantedToken = z.object({
  repositories: z.array(z.string()).optional(),
  permissions: z.record(z.string(), z.string()).optional(),
});
/** What GitHub asks of a manifest. */
const Manifest = z.looseObject({
  name: z.string(),
  url: z.url(),
  redirect_url: z.url(),
  hook_attributes: z.looseObject({ url: z.url(), active: z.boolean().optional() }).optional(),
  default_permissions: z.record(z.string(), z.string()).default({}),
  default_events: z.array(z.string()).default([]),
});

/** Apps: what they are, where they are installed, their tokens and deliveries. */
export function registerApps({ world, on, onRepository }: Router): void {
  on('GET', '/app', async (call) => renderApp(world, asApp(world, call)));
  on('GET', '/app/installations', async (call) => {
    const app = asApp(world, call);
    return paginated(
      call,
      ownersOf(world, app).map((owner) => renderInstallation(world, app, owner)),
    );
  });
  for (const kind of ['users', 'orgs']) {
    on('GET', `/${kind}/:owner/installation`, async (call) =>
      installationAt(world, asApp(world, call), call.params.owner ?? ''),
    );
  }
  onRepository('GET', '/installation', async (call) =>
    installationAt(world, asApp(world, call), call.repository.owner),
  );
  on('POST', '/app/installations/:id/access_tokens', async (call) => {
    const app = asApp(world, call);
    const owner = ownersOf(world, app).find((one) => `${installationId(one)}` === call.params.id);
    if (owner === undefined) throw notFound();
    const wanted = read(WantedToken, call, 'Installation');
    const { token, issued } = issueToken(world, app, owner, wanted);
    call.reply.code(201);
    return {
      token,
      expires_at: `${new Date(issued.expiresAt).toISOString().slice(0, 19)}Z`,
      permissions: issued.permissions,
      repository_selection: issued.repositories === undefined ? 'all' : 'selected',
    };
  });
  on('GET', '/installation/repositories', async (call) => {
    const caller = callerOf(world, call.request.headers.authorization);
    if (caller?.kind !== 'installation') throw new Refusal(403, 'An installation token is needed');
    const found = [...world.repositories.values()].filter(
      ({ owner }) => owner === caller.issued.owner,
    );
    const repositories = paginated(call, found).map((one) => renderRepository(world, one));
    return { total_count: found.length, repository_selection: 'all', repositories };
  });
  on('GET', '/app/hook/config', async (call) => {
    const { hookUrl } = asApp(world, call);
    return { content_type: 'json', insecure_ssl: '0', url: hookUrl ?? world.webhookUrl ?? '' };
  });
  on('GET', '/app/hook/deliveries', async (call) => {
    asApp(world, call);
    return deliveries(world);
  });
}

/** Hooks of repositories, and what was delivered by them. */
export function registerHooks({ world, onRepository }: Router): void {
  onRepository('GET', '/hooks', async () =>
    world.webhookUrl === undefined
      ? []
      : [{ id: 1, name: 'web', active: true, events: ['*'], config: { url: world.webhookUrl } }],
  );
  onRepository('GET', '/hooks/:id/deliveries', async () => deliveries(world));
}

/** The making of an App from a manifest: a page that a browser posts it to, and the code that it comes back with. */
export function registerManifests(app: FastifyInstance, world: GitHubWorld): void {
  const create = async (
    request: { body: unknown; query: unknown; params: unknown },
    reply: FastifyReply,
  ) => {
    const form = z.object({ manifest: z.string() }).parse(request.body);
    const manifest = Manifest.parse(JSON.parse(form.manifest));
    const { state = '' } = request.query as { state?: string };
    const { org = 'acme' } = request.params as { org?: string };
    const code = randomBytes(12).toString('hex');
    world.appCodes.set(code, { manifest: form.manifest, owner: org });
    const back = new URL(manifest.redirect_url);
    back.searchParams.set('code', code);
    back.searchParams.set('state', state);
    return reply.redirect(back.href, 302);
  };
  app.post('/settings/apps/new', create);
  app.post('/organizations/:org/settings/apps/new', create);
  app.post('/app-manifests/:code/conversions', async (request, reply) => {
    const { code = '' } = request.params as { code?: string };
    const kept = world.appCodes.get(code);
    // A code is good for one conversion.
    world.appCodes.delete(code);
    if (kept === undefined) throw notFound();
    const manifest = Manifest.parse(JSON.parse(kept.manifest));
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const made = addApp(world, {
      id: world.nextId(),
      slug: manifest.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      name: manifest.name,
      owner: kept.owner,
      key: publicKey,
      permissions: manifest.default_permissions,
      events: manifest.default_events,
      ...(manifest.hook_attributes === undefined ? {} : { hookUrl: manifest.hook_attributes.url }),
    });
    return reply.code(201).send({
      ...renderApp(world, made),
      client_secret: randomBytes(20).toString('hex'),
      webhook_secret: randomBytes(20).toString('hex'),
      pem: privateKey,
    });
  });
}

function asApp(world: GitHubWorld, call: Call): AppRecord {
  const caller = callerOf(world, call.request.headers.authorization);
  if (caller?.kind === 'app') return caller.app;
  throw new Refusal(401, 'A JSON web token could not be decoded');
}

function installationAt(world: GitHubWorld, app: AppRecord, owner: string) {
  if (!ownersOf(world, app).includes(owner)) throw notFound();
  return renderInstallation(world, app, owner);
}

function renderApp(world: GitHubWorld, app: AppRecord) {
  const { id, slug, name, permissions, events } = app;
  return {
    id,
    slug,
    name,
    node_id: `A_${id}`,
    client_id: `Iv1.${id}`,
    owner: renderUser(world, app.owner, true),
    description: '',
    external_url: world.url,
    html_url: `${world.url}/apps/${slug}`,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    permissions,
    events,
    installations_count: ownersOf(world, app).length,
  };
}

function renderInstallation(world: GitHubWorld, app: AppRecord, owner: string) {
  const id = installationId(owner);
  return {
    id,
    app_id: app.id,
    app_slug: app.slug,
    account: renderUser(world, owner, true),
    target_type: 'Organization',
    repository_selection: 'all',
    permissions: app.permissions,
    events: app.events,
    html_url: `${world.url}/settings/installations/${id}`,
    access_tokens_url: `${world.url}/app/installations/${id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    suspended_at: null,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}

function deliveries(world: GitHubWorld) {
  return world.webhooks
    .deliveries()
    .slice(-30)
    .reverse()
    .map((delivery, index) => {
      const code = delivery.answer?.status ?? 0;
      return {
        id: index + 1,
        guid: delivery.id,
        delivered_at: delivery.at,
        redelivery: false,
        duration: 0.1,
        event: delivery.event,
        action: null,
        status: delivery.status === 'delivered' ? 'OK' : 'Invalid HTTP Response',
        status_code: code,
        installation_id: null,
        repository_id: null,
        throttled_at: null,
      };
    });
}
