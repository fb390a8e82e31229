import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultBox, type FaultBox } from '../src/faults.ts';
import { createRequestLog, type RequestLog } from '../src/request-log.ts';
import { createServer, listen } from '../src/server.ts';

let faults: FaultBox;
let log: RequestLog;
let done: string[];
let url: string;
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  faults = createFaultBox();
  log = createRequestLog();
  done = [];
  server = createServer('jira', { faults, log });
  server.post('/issue', async () => {
    done.push('issue');
    return { key: 'SHOP-1' };
  });
  server.get('/streamed', (_request, reply) => {
    reply.hijack();
    done.push('streamed');
    reply.raw.writeHead(200);
    reply.raw.write('half');
    reply.raw.end();
  });
  url = await listen(server, 0);
});
afterEach(() => server.close());

const post = () => fetch(`${url}/issue`, { method: 'POST' });

describe('an ordered fault', () => {
  it('is a refusal before anything was done, as often as ordered', async () => {
    faults.order({ target: 'jira', kind: '503', times: 2 });
    expect((await post()).status).toBe(503);
    expect((await post()).status).toBe(503);
    expect(done).toEqual([]);
    expect((await post()).status).toBe(200);
    expect(faults.pending()).toEqual([]);
  });

  it('loses the answer of something that was done', async () => {
    faults.order({ target: 'jira', kind: 'lost-response', match: 'POST /issue' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(done).toEqual(['issue']);
    expect((await post()).status).toBe(200);
  });

  it('loses a streamed answer too', async () => {
    faults.order({ target: 'jira', kind: 'lost-response' });
    await expect(fetch(`${url}/streamed`)).rejects.toThrow('fetch failed');
    expect(done).toEqual(['streamed']);
  });

  it('cuts the connection before anything was done', async () => {
    faults.order({ target: 'jira', kind: 'reset' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(done).toEqual([]);
  });

  it('happens only to requests that match', async () => {
    faults.order({ target: 'github', kind: '500' });
    faults.order({ target: 'jira', kind: '429', match: 'GET', retryAfter: 7 });
    faults.order({ target: 'jira', kind: '500', match: '/other' });
    expect((await post()).status).toBe(200);
    const limited = await fetch(`${url}/streamed`);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('is refused when it is not understood', () => {
    expect(() => faults.order({ target: 'jira', kind: 'explode' } as never)).toThrow('kind');
  });
});

describe('the log of requests', () => {
  it('names what was asked and what was answered, lost answers too', async () => {
    faults.order({ target: 'jira', kind: 'lost-response' });
    await post().catch(() => undefined);
    await (await post()).text();
    await fetch(`${url}/nowhere?a=1`).then((response) => response.text());
    await expect.poll(() => log.all().length).toBe(3);
    expect(log.all().map(({ method, url: path, status }) => [method, path, status])).toEqual([
      ['POST', '/issue', 200],
      ['POST', '/issue', 200],
      ['GET', '/nowhere?a=1', 404],
    ]);
  });
});
