import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelPort, runAgent } from '@patchwright/agent';
import { Retryable } from '@patchwright/faults';
import { startProgram } from '@patchwright/workspace';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { context } from '../outside/calls.ts';
import { assignment } from './house.ts';

const KEY = 'key_made_up_0123456789';
const PLAYER = fileURLToPath(new URL('./play-cursor.ts', import.meta.url));

interface Start {
  readonly args: readonly string[];
  readonly prompt: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

let folder: string;
let program: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cursor-'));
  program = join(folder, 'cursor-agent');
  const node = `exec "${process.execPath}" --disable-warning=ExperimentalWarning`;
  await writeFile(program, `#!/bin/sh\n${node} "${PLAYER}" "${folder}" "$@"\n`);
  await chmod(program, 0o700);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function open() {
  const home = join(folder, 'home');
  const port = modelPort(
    {
      providers: { cursor: { kind: 'cursor', program, apiKey: KEY, home, path: '/usr/bin:/bin' } },
      roles: { default: [{ provider: 'cursor', model: 'sonnet-4.6' }] },
      prices: {},
      retries: 0,
    },
    { startProgram },
  );
  return {
    complete: (request: Parameters<typeof port.reads.complete>[0]) =>
      port.reads.complete(request, context()),
    release: port.reads.release,
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  };
}

/** The usual assignment, of which the program plays this recording. */
const playing = (name: string) => ({ ...assignment(), prompt: `Ticket: SHOP-42\nPlay: ${name}` });

async function starts(): Promise<readonly Start[]> {
  const text = await readFile(join(folder, 'starts.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Start);
}

describe("Cursor's command line, by recordings after its documentation", () => {
  test('works with our tools, call by call, up to a result that fits', async () => {
    await using model = open();
    const asked: string[] = [];
    const outcome = await runAgent(
      {
        ...model,
        async complete(request) {
          const answer = await model.complete(request);
          asked.push(...answer.content.map((block) => block.type));
          return answer;
        },
      },
      playing('plan'),
    );

    expect(outcome).toMatchObject({ kind: 'submitted', result: { summary: 'Mend it' }, turns: 4 });
    expect(asked.filter((type) => type === 'tool_use')).toHaveLength(4);
    expect(asked).toContain('text');
    // It does not tell what it used: that is estimated, so that budgets hold.
    expect(outcome.spent.tokens).toBeGreaterThan(0);
    expect(outcome.spent.costUsd).toBeGreaterThan(0);
  });

  test('is reminded of its result once it ends without one, in the same conversation', async () => {
    await using model = open();
    const outcome = await runAgent(model, playing('silent'));

    expect(outcome).toMatchObject({ kind: 'submitted', result: { summary: 'Taken up again' } });
    const [, second] = await starts();
    expect(second?.args).toContain('--resume=c6b62c6f-7ead-4fd6-9922-e952131177ff');
    expect(second?.prompt).toContain('Call submit_plan');
  });

  test('is started with nothing of our environment, rights to our tools alone, and no secret among its arguments', async () => {
    vi.stubEnv('CANARY', 'canary-of-the-environment');
    await using model = open();
    await runAgent(model, playing('plan'));
    const [start] = await starts();

    expect(start?.env).toMatchObject({ CURSOR_API_KEY: KEY, HOME: join(folder, 'home') });
    expect(JSON.stringify(start?.env)).not.toContain('canary');
    expect(start?.args).toEqual(
      expect.arrayContaining(['-p', '--output-format=stream-json', '--model=sonnet-4.6']),
    );
    expect(start?.args.join(' ')).not.toMatch(/Bearer|--force/);
    expect(start?.args.join(' ')).not.toContain(KEY);
    const rights = await readFile(join(start?.cwd ?? '', '.cursor', 'cli.json'), 'utf8');
    expect(JSON.parse(rights)).toMatchObject({
      permissions: {
        allow: ['Mcp(patchwright:*)'],
        deny: expect.arrayContaining(['Shell(*)', 'Write(**)']),
      },
    });
  });

  test('that ends without a result says why, and may be asked again', async () => {
    await using model = open();
    const fault = await runAgent(model, playing('cut')).catch((thrown: unknown) => thrown);

    expect(fault).toBeInstanceOf(Retryable);
    expect(String(fault)).toContain('You have hit your usage limit');
    expect(String(fault)).not.toContain(KEY);
  });
});
