import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serveHttp, toolServer } from '@patchwright/mcp-servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PROGRAM } from './connect.ts';

const require = createRequire(import.meta.url);
const SUITE = join(
  dirname(require.resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
);
const NOT_OFFERED = join(import.meta.dirname, 'fixtures/not-offered.yaml');
const run = promisify(execFile);
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mcp-conformance-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs the suite against an address; answers what it said. Fails when the suite does. */
async function examine(url: string, ...words: readonly string[]): Promise<string> {
  const args = [SUITE, 'server', '--url', url, '--output-dir', root, ...words];
  const { stdout } = await run(process.execPath, args, { env: {}, timeout: 60_000 });
  return stdout;
}

/** Starts one of our servers over HTTP on any free port, as its users do. No system need be there: nothing is called. */
async function start(words: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--http', '0'], {
    env: {
      PATH: process.env.PATH ?? '',
      GITHUB_TOKEN: 'ghp_0123456789abcdef',
      JIRA_URL: 'http://127.0.0.1:1',
      JIRA_TOKEN: 'a-token',
      SENTRY_ORG: 'acme',
      SENTRY_AUTH_TOKEN: 'a-token',
      SLACK_BOT_TOKEN: 'xoxb-0123456789',
      PATCHWRIGHT_WORKSPACE: join(root, 'workspace'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  for await (const piece of child.stderr) {
    said += String(piece);
    const url = /http:\/\/\S+/.exec(said)?.[0];
    if (url !== undefined) {
      return {
        url,
        async [Symbol.asyncDispose]() {
          if (child.exitCode !== null) return;
          child.kill();
          await once(child, 'exit');
        },
      };
    }
  }
  throw new Error(`the server ended: ${said}`);
}

describe.each([
  [['github']],
  [['jira']],
  [['sentry']],
  [['slack']],
  [['code']],
  [['filesystem', '--root', tmpdir()]],
])('the server %o', (words) => {
  test('conforms in everything that it offers', async () => {
    await using server = await start(words);
    const said = await examine(server.url, '--expected-failures', NOT_OFFERED);

    for (const scenario of [
      'server-initialize',
      'ping',
      'tools-list',
      'dns-rebinding-protection',
    ]) {
      expect(said).toMatch(new RegExp(`✓ ${scenario}: \\d+ passed, 0 failed`));
    }
  });
});

describe('tools served the way ours are', () => {
  test.each(['tools-call-simple-text', 'tools-call-error', 'tools-call-with-progress'])(
    'conform in %s',
    async (scenario) => {
      const common = { title: '', description: '', input: z.object({}), effect: 'reads' } as const;
      const example = toolServer<() => void>({
        name: 'example',
        title: 'Example',
        instructions: '',
        openWorld: false,
        world: (call) => call.progress,
        tools: [
          {
            ...common,
            name: 'test_simple_text',
            run: async () => 'This is a simple text response.',
          },
          {
            ...common,
            name: 'test_error_handling',
            run: async () => {
              throw new Error('This tool intentionally returns an error for testing');
            },
          },
          {
            ...common,
            name: 'test_tool_with_progress',
            run: async (progress) => {
              for (let step = 0; step < 3; step += 1) {
                progress();
                await delay(1_100);
              }
              return 'done';
            },
          },
        ],
      });
      await using server = await serveHttp(example, {
        version: '1.0.0',
        redact: (text) => text,
        onBug() {},
        port: 0,
      });
      expect(await examine(server.url, '--scenario', scenario)).toMatch(/0 failed/);
    },
  );
});
