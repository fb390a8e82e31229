import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, loginOfCaller } from '../apps.ts';
import { branchesMoved } from '../pushes.ts';
import type { RepositoryRecord } from '../records.ts';
import { exclusively, type GitHubWorld } from '../world.ts';

interface GitParams {
  readonly owner: string;
  readonly repo: string;
}

/** Git over HTTP through git's own `http-backend`: clone, fetch and push with the token as password. */
export function registerGitHttp(app: FastifyInstance, world: GitHubWorld): void {
  const pass = (_request: unknown, payload: Readable, done: (e: null, body: Readable) => void) =>
    done(null, payload);
  for (const service of ['git-upload-pack', 'git-receive-pack']) {
    app.addContentTypeParser(`application/x-${service}-request`, pass);
  }

  async function serve(request: FastifyRequest, reply: FastifyReply, path: string) {
    const { owner, repo } = request.params as GitParams;
    const user = userOf(world, request.headers.authorization);
    if (user === undefined) {
      return reply
        .code(401)
        .header('www-authenticate', 'Basic realm="GitHub"')
        .type('text/plain')
        .send('Invalid username or token.\n');
    }
    const name = `${owner}/${repo.replace(/\.git$/, '')}`;
    const repository = world.repositories.get(name.toLowerCase());
    if (repository === undefined)
      return reply.code(404).type('text/plain').send('Repository not found.\n');
    if (isPush(request, path) && !mayPush(world, request.headers.authorization)) {
      const said = 'remote: Write access to repository not granted.\n';
      return reply.code(403).type('text/plain').send(said);
    }
    if (path !== '/git-receive-pack') return backend(world, repository, request, reply, path, user);
    // Before the answer's end reaches the client, the webhooks are under way and the pull request shows its new head.
    return exclusively(world, repository, async () => {
      await backend(world, repository, request, reply, path, user, () =>
        branchesMoved(world, repository, user),
      );
      return reply;
    });
  }

  app.get('/:owner/:repo/info/refs', (request, reply) => serve(request, reply, '/info/refs'));
  app.post('/:owner/:repo/git-upload-pack', (request, reply) =>
    serve(request, reply, '/git-upload-pack'),
  );
  app.post('/:owner/:repo/git-receive-pack', (request, reply) =>
    serve(request, reply, '/git-receive-pack'),
  );
}

function isPush({ query }: FastifyRequest, path: string): boolean {
  const { service } = query as { readonly service?: string };
  return path === '/git-receive-pack' || service === 'git-receive-pack';
}

/** The token of an installation pushes only if it was asked for with that right. */
function mayPush(world: GitHubWorld, header: string | undefined): boolean {
  const caller = callerOf(world, header);
  return caller?.kind !== 'installation' || caller.issued.permissions.contents === 'write';
}

/** Who a push is from: the bot, or the person whom the user name of the address names beside the token. */
function userOf(world: GitHubWorld, header: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  const caller = callerOf(world, header);
  if (caller?.kind === 'installation') return loginOfCaller(world, caller);
  if (/^(bearer|token)$/i.test(scheme)) return value === world.token ? world.botLogin : undefined;
  if (!/^basic$/i.test(scheme)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (password !== world.token && user !== world.token) return undefined;
  return /^(x-access-token|x-oauth-basic|git|oauth2|)$/.test(user) || user === world.token
    ? world.botLogin
    : user;
}

/** Runs the CGI program and carries its answer over; resolves when the answer has ended. `before` is awaited before the last byte is sent. */
async function backend(
  world: GitHubWorld,
  repository: RepositoryRecord,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  user: string,
  before: () => Promise<void> = async () => undefined,
): Promise<FastifyReply> {
  const question = request.url.indexOf('?');
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const child = spawn('git', ['http-backend'], {
    env: {
      ...world.git.env,
      GIT_PROJECT_ROOT: join(world.root, 'git'),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${repository.fullName}.git${path}`,
      QUERY_STRING: question < 0 ? '' : request.url.slice(question + 1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header('content-type'),
      ...(header('content-length') === '' ? {} : { CONTENT_LENGTH: header('content-length') }),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: user,
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  child.once('error', () => leave());
  child.once('close', () => leave());
  // A client that hangs up, or a backend that answers early, breaks the pipe; the exit code says the rest.
  child.stdin.on('error', () => undefined);
  const body = request.body as Readable | undefined;
  if (body === undefined) child.stdin.end();
  else body.pipe(child.stdin);

  const answer = new PassThrough();
  const { rest, headers, status } = await readHead(child.stdout);
  for (const [name, value] of headers) reply.header(name, value);
  reply.code(status);
  reply.send(answer);
  answer.write(rest);
  for await (const chunk of child.stdout) answer.write(chunk);
  await gone;
  try {
    await before();
  } catch (error) {
    world.troubles.push(`${repository.fullName}: after a push: ${String(error)}`);
  }
  answer.end();
  return reply;
}

async function readHead(stdout: Readable): Promise<{
  readonly rest: Buffer;
  readonly headers: readonly (readonly [string, string])[];
  readonly status: number;
}> {
  let head = Buffer.alloc(0);
  let end = -1;
  const chunks = stdout.iterator({ destroyOnReturn: false });
  while (end < 0) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    head = Buffer.concat([head, value as Buffer]);
    end = head.indexOf('\r\n\r\n');
  }
  if (end < 0) return { rest: Buffer.alloc(0), headers: [], status: 500 };
  const lines = head.subarray(0, end).toString('latin1').split('\r\n');
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const status = pairs.find(([name]) => name === 'status')?.[1] ?? '200';
  return {
    rest: head.subarray(end + 4),
    headers: pairs.filter(([name]) => name !== 'status'),
    status: Number.parseInt(status, 10),
  };
}
