import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describedApi } from './described.ts';
import { type House, proposedFacts, startHouse, until } from './house.ts';
import { type Issuer, startIssuer } from './issuer.ts';

const AUDIENCE = 'patchwright';
const PEOPLE = '  - { name: vera, oidc: Vera@acme.example, roles: [approver] }';

let dir: string;
let issuer: Issuer;
let house: House;
let api: House['api'];

/** Tokens by role, and those with something special about them. */
const tokens = {
  viewer: { roles: ['viewer'] },
  operator: { roles: ['operator'] },
  approver: { roles: ['approver'] },
  admin: { roles: ['admin'] },
  'ines-admin': { roles: ['admin'], person: 'ines' },
  'maria-viewer': { roles: ['viewer'], person: 'maria' },
  maria: { roles: ['approver'], person: 'maria' },
  old: { roles: ['admin'], expires: '2020-01-01' },
} as const;
type Name = keyof typeof tokens;

function secretOf(name: string): string {
  return `pwt_${name}_0123456789abcdef`;
}

async function writeTokens(names: readonly Name[]): Promise<void> {
  const entries = names.map((name) => {
    const sha256 = createHash('sha256').update(secretOf(name)).digest('hex');
    return `  - ${JSON.stringify({ name, sha256, ...tokens[name] })}`;
  });
  await writeFile(join(dir, 'tokens.yaml'), `tokens:\n${entries.join('\n')}\n`);
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'access-'));
  await writeTokens(Object.keys(tokens) as Name[]);
  issuer = await startIssuer(AUDIENCE);
  house = await startHouse({
    people: PEOPLE,
    environment: {
      PATCHWRIGHT_API_TOKENS_FILE: join(dir, 'tokens.yaml'),
      PATCHWRIGHT_OIDC_ISSUER: issuer.url,
      PATCHWRIGHT_OIDC_AUDIENCE: AUDIENCE,
      PATCHWRIGHT_OIDC_GROUPS: 'platform=admin,shop=operator',
    },
  });
  api = await describedApi(house);
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

function as(bearer: string) {
  return (method: string, path: string, body?: object) =>
    api(path, {
      method,
      headers: { authorization: `Bearer ${bearer}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

async function known(bearer: string): Promise<unknown> {
  const response = await as(bearer)('GET', '/v1/whoami');
  return { status: response.status, ...((await response.json()) as object) };
}

describe('a named token', () => {
  test('says who asks: a machine by its name, a person by theirs', async () => {
    expect(await known(secretOf('operator'))).toMatchObject({
      actor: 'human:token:operator',
      roles: ['operator'],
      by: 'token',
      token: 'operator',
    });
    expect(await known(secretOf('maria'))).toMatchObject({ actor: 'human:maria' });
  });

  test('allows no more than its person may do, and no more than it says', async () => {
    expect(await known(secretOf('ines-admin'))).toMatchObject({ roles: ['operator'] });
    expect(await known(secretOf('maria-viewer'))).toMatchObject({ roles: ['viewer'] });
  });

  test('that has expired opens nothing, and is told so', async () => {
    expect(await known(secretOf('old'))).toMatchObject({
      status: 401,
      code: 'unauthenticated',
      detail: 'The token "old" expired at 2020-01-01.',
    });
  });

  test('that is taken out of the file opens nothing soon after', async () => {
    expect(await known(secretOf('viewer'))).toMatchObject({ status: 200 });
    const others = (Object.keys(tokens) as Name[]).filter((name) => name !== 'viewer');
    await writeTokens(others);
    await until('it is shut out', async () => {
      const { status } = (await known(secretOf('viewer'))) as { status: number };
      return status === 401;
    });
    expect(await known(secretOf('operator'))).toMatchObject({ status: 200 });
    await writeTokens(Object.keys(tokens) as Name[]);
    await until('it is back', async () => {
      const { status } = (await known(secretOf('viewer'))) as { status: number };
      return status === 200;
    });
  });

  test('lets nobody in by a file that cannot be read', async () => {
    await writeFile(join(dir, 'tokens.yaml'), 'tokens: {');
    await until('nobody is let in', async () => {
      const { status } = (await known(secretOf('admin'))) as { status: number };
      return status === 401;
    });
    await writeTokens(Object.keys(tokens) as Name[]);
    await until('it is back', async () => {
      const { status } = (await known(secretOf('admin'))) as { status: number };
      return status === 200;
    });
  });
});

describe('each role', () => {
  const RANK = ['viewer', 'operator', 'approver', 'admin'] as const;

  test('opens exactly the routes that need it or less, each of them', async () => {
    const { paths } = (await (await fetch(`${house.url}/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { description: string }>>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { description }]) => ({
        path: path
          .replace('/dead-letters/{id}', '/dead-letters/999999')
          .replace('{id}', 'nobody-9'),
        method: method.toUpperCase(),
        needs: RANK.findIndex((role) => description === `Needs the role ${role}.`),
      })),
    );
    expect(routes.every(({ needs }) => needs >= 0)).toBe(true);
    const wrong: string[] = [];
    let asked = 0;
    for (const { path, method, needs } of routes) {
      // It goes on for as long as somebody listens; who may listen is asked below.
      if (path.endsWith('/stream')) continue;
      for (const [rank, role] of RANK.entries()) {
        asked += 1;
        const { status } = await as(secretOf(role))(method, path);
        if ((status === 403) !== rank < needs) wrong.push(`${role} ${method} ${path}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBe((routes.length - 2) * RANK.length);
  });

  test('but none opens the stream of events', async () => {
    expect((await fetch(`${house.url}/v1/stream`)).status).toBe(401);
  });

  test('that is missing is named, with what to do', async () => {
    const response = await as(secretOf('viewer'))('POST', '/v1/tasks/nobody-9/approve');
    expect(await response.json()).toMatchObject({
      status: 403,
      code: 'not_allowed',
      detail: 'human:token:viewer has the role viewer; this needs the role approver.',
      next: expect.stringContaining('policy'),
    });
  });
});

describe('a token of the identity provider', () => {
  test('makes somebody known by their verified address who the policy says they are', async () => {
    const token = await issuer.token({ email: 'vera@acme.example', email_verified: true });
    expect(await known(token)).toMatchObject({
      actor: 'human:vera',
      roles: ['approver'],
      by: 'oidc',
      expires: expect.any(String),
    });
  });

  test('makes nobody somebody else by an address that nobody has verified', async () => {
    for (const email_verified of [false, undefined, 'true']) {
      const token = await issuer.token({ sub: 'u-7', email: 'vera@acme.example', email_verified });
      expect(await known(token)).toMatchObject({ actor: 'human:oidc:u-7', roles: ['viewer'] });
    }
  });

  test('gives the roles of the groups that are set, and of no other', async () => {
    const token = await issuer.token({ groups: ['shop', 'payroll', '__proto__'] });
    expect(await known(token)).toMatchObject({ roles: ['viewer', 'operator'] });
  });

  test('approves as the same person as on any other channel', async () => {
    const started = await as(secretOf('operator'))('POST', '/v1/tasks', { title: 'By a machine' });
    const { task } = (await started.json()) as { task: string };
    await house.state(task, ...proposedFacts('4'.repeat(40)));
    const token = await issuer.token({ email: 'vera@acme.example', email_verified: true });
    const approved = await as(token)('POST', `/v1/tasks/${task}/approve`);
    expect(await approved.json()).toMatchObject({ status: 'approved' });
    expect((await house.factsOf(task)).at(-1)?.data).toMatchObject({
      approvers: [{ by: 'human:vera' }],
    });
  });

  test.each([
    ['that has expired', {}, { seconds: -120 }, 'expired'],
    ['for another audience', { aud: 'another' }, {}, '"aud"'],
    ['of another issuer', { iss: 'https://else.example' }, {}, '"iss"'],
    ['that somebody else signed', {}, { stranger: true }, 'signature'],
  ])('%s opens nothing', async (_, claims, options, said) => {
    const token = await issuer.token(claims, options);
    expect(await known(token)).toMatchObject({
      status: 401,
      detail: expect.stringContaining(said),
    });
  });

  test('that nobody signed, or by a secret that all know, opens nothing', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = part({ sub: 'x', iss: issuer.url, aud: AUDIENCE, exp: 4_000_000_000 });
    for (const alg of ['none', 'HS256']) {
      expect(await known(`${part({ alg })}.${claims}.`)).toMatchObject({ status: 401 });
      expect(await known(`${part({ alg })}.${claims}.c2ln`)).toMatchObject({ status: 401 });
    }
  });

  test('that a little differs from the clock here still opens', async () => {
    expect(await known(await issuer.token({}, { seconds: -20 }))).toMatchObject({ status: 200 });
  });

  test('cannot be checked while the keys are away: that is said, and to come again', async () => {
    await using away = await startIssuer(AUDIENCE);
    const token = await away.token({});
    away.away(true);
    await using other = await startHouse({
      environment: { PATCHWRIGHT_OIDC_ISSUER: away.url, PATCHWRIGHT_OIDC_AUDIENCE: AUDIENCE },
    });
    const ask = () =>
      fetch(`${other.url}/v1/whoami`, { headers: { authorization: `Bearer ${token}` } });
    const response = await ask();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    away.away(false);
    expect((await ask()).status).toBe(200);
  });
});
