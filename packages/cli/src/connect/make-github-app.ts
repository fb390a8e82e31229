import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { githubAppManifest, gitSiteOf } from '@patchwright/outside';
import { CommandFault } from '../command-fault.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, say } from '../io.ts';

const PATIENCE_MS = 10 * 60_000;

/**
 * Has a person make the App in their browser: a page on this machine posts the manifest to GitHub, which sends the browser back with a code.
 * Answers the code; `undefined` in a dry run, which only shows the manifest. Throws a CommandFault when nobody comes back in ten minutes.
 */
export async function awaitApp(
  io: Io,
  options: {
    readonly name: string;
    readonly org?: string;
    readonly baseUrl: string | undefined;
    readonly webhookUrl: string;
    readonly dryRun: boolean;
  },
): Promise<string | undefined> {
  const { name, org, baseUrl, webhookUrl, dryRun } = options;
  const state = randomBytes(16).toString('hex');
  const owner = org === undefined ? '' : `/organizations/${encodeURIComponent(org)}`;
  const action = `${gitSiteOf(baseUrl)}${owner}/settings/apps/new?state=${state}`;
  const manifestAt = (port: number) =>
    githubAppManifest({
      name,
      homepage: new URL(webhookUrl).origin,
      webhookUrl,
      redirectUrl: `http://127.0.0.1:${port}/callback`,
    });
  if (dryRun) {
    print(io, JSON.stringify(manifestAt(0), undefined, 2));
    return undefined;
  }
  const came = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    answer(request, response, { action, manifest: manifestAt(port), state, came: came.resolve });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  say(
    io,
    `Open http://127.0.0.1:${port}/ in a browser, and confirm there that GitHub makes the App.`,
  );
  const late = AbortSignal.any([io.stop, AbortSignal.timeout(PATIENCE_MS)]);
  const gaveUp = () =>
    came.reject(
      new CommandFault('No App was made', {
        why: 'nobody came back from GitHub',
        next: 'patchwright connect github',
        exit: exitCodes.waiting,
      }),
    );
  late.addEventListener('abort', gaveUp, { once: true });
  try {
    return await came.promise;
  } finally {
    late.removeEventListener('abort', gaveUp);
    server.closeAllConnections();
    server.close();
  }
}

interface Page {
  readonly action: string;
  readonly manifest: object;
  readonly state: string;
  readonly came: (code: string) => void;
}

function answer(request: IncomingMessage, response: ServerResponse, page: Page): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  // The code is in the address: nothing else may learn where the browser came from.
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('connection', 'close');
  if (request.method !== 'GET') end(response, 405, 'There is only a page to look at.');
  else if (url.pathname === '/') end(response, 200, form(page));
  else if (url.pathname === '/callback') callBack(url.searchParams, response, page);
  else end(response, 404, 'There is nothing here.');
}

function callBack(query: URLSearchParams, response: ServerResponse, page: Page): void {
  const code = query.get('code') ?? '';
  if (!isSame(query.get('state') ?? '', page.state) || !/^[\w-]{1,200}$/.test(code)) {
    end(response, 400, 'This is not the answer to our question. Begin again.');
    return;
  }
  response.once('close', () => page.came(code));
  end(response, 200, 'The App is made. Go on in the terminal.');
}

function form({ action, manifest }: Page): string {
  return `<form action="${html(action)}" method="post">
<input type="hidden" name="manifest" value="${html(JSON.stringify(manifest))}">
<p>GitHub shows what the App may do, and makes it when you confirm.</p>
<button autofocus>Go to GitHub</button></form>`;
}

function end(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  response.end(`<!doctype html><meta charset="utf-8"><title>Patchwright</title>${body}\n`);
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
