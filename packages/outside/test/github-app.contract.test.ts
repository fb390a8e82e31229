import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubGitAccess, githubPort } from '../src/index.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const context = { signal: new AbortController().signal, progress() {} };
let server: Server;
let baseUrl: string;
let seen: { readonly line: string; readonly authorization: string; readonly body: string }[];

/** The few resources of GitHub that an App needs before it may read a repository. */
function answerOf(line: string): object {
  if (line.startsWith('GET /users/acme/installation')) return { id: 77 };
  if (line.startsWith('POST /app/installations/77/access_tokens')) {
    return {
      token: `ghs_issued${seen.filter((one) => one.line === line).length}`,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      permissions: { contents: 'read' },
      repository_selection: 'selected',
    };
  }
  return {
    full_name: 'acme/shop',
    size: 2048,
    default_branch: 'main',
    clone_url: 'https://github.example/acme/shop.git',
    html_url: 'https://github.example/acme/shop',
    owner: { login: 'acme' },
  };
}

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      seen.push({ line, authorization: request.headers.authorization ?? '', body });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerOf(line)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('an App finds its installation by the owner and asks for one token for many calls', async () => {
  const port = githubPort({ baseUrl, auth: { kind: 'app', appId: '7', privateKey } });
  await port.reads.getRepository({ repository: 'acme/shop' }, context);
  await port.reads.getRepository({ repository: 'acme/shop' }, context);

  expect(seen.map(({ line }) => line)).toEqual([
    'GET /users/acme/installation',
    'POST /app/installations/77/access_tokens',
    'GET /repos/acme/shop',
    'GET /repos/acme/shop',
  ]);
  expect(seen[0]?.authorization).toMatch(/^bearer ey/);
  expect(seen[3]?.authorization).toBe('token ghs_issued1');
});

test('git gets a token for its one repository, and an address without it', async () => {
  const auth = { kind: 'app', appId: '7', privateKey, installationId: 77 } as const;
  const access = await githubGitAccess({ baseUrl, auth })('acme/shop');
  const issued = seen.find(({ line }) => line.startsWith('POST'));

  expect(JSON.parse(issued?.body ?? '{}')).toEqual({
    repositories: ['shop'],
    permissions: { contents: 'read' },
  });
  expect(access).toEqual({
    url: `${baseUrl}/acme/shop.git`,
    authorization: { user: 'x-access-token', token: 'ghs_issued1' },
    megabytes: expect.any(Function),
  });
});

test('what GitHub says of the size of a repository is told in megabytes, once it is asked for', async () => {
  const access = await githubGitAccess({ baseUrl, auth: { kind: 'token', token: 'one' } })(
    'acme/shop',
  );
  expect(seen).toEqual([]);
  expect(await access.megabytes?.()).toBe(2);
  expect(seen.map(({ line }) => line)).toEqual(['GET /repos/acme/shop']);
});
