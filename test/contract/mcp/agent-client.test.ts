// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an mcp.json has references of its own
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mcpPort, readMcpFile } from '@patchwright/agent';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { context } from '../outside/calls.ts';

const KEY = 'canary-0123456789';
const PROGRAM = join(import.meta.dirname, 'awkward-server.ts');
let root: string;
let port: ReturnType<typeof mcpPort>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mcp-agent-'));
});
afterEach(async () => {
  await port[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

function open(more: Record<string, unknown> = {}, mood = ''): void {
  const server = {
    command: '${NODE}',
    args: [PROGRAM, '${ROOT}/starts', mood],
    env: { AWKWARD_KEY: '${KEY}' },
    ...more,
  };
  port = mcpPort(
    readMcpFile(JSON.stringify({ mcpServers: { awkward: server } }), {
      NODE: process.execPath,
      ROOT: root,
      KEY,
      PATH: '/usr/bin:/bin',
    }),
  );
}

function call(tool: string, more: { readonly key?: string } = {}, signal?: AbortSignal) {
  return port.reads.call({ server: 'awkward', tool, arguments: {}, ...more }, context(signal));
}

async function starts(): Promise<number> {
  const text = await readFile(join(root, 'starts'), 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}

test('a server is started by the first call, once, with nothing of our environment', async () => {
  open();
  expect(await starts()).toBe(0);
  const { tools, problem } = await port.reads.listTools({ server: 'awkward' }, context());
  const { text } = await call('env');

  expect(problem).toBeNull();
  expect(tools.filter(({ writes }) => writes).map(({ name }) => name)).toEqual(['die_writing']);
  expect(Object.keys(JSON.parse(text)).sort()).toEqual(['AWKWARD_KEY', 'PATH']);
  expect(await starts()).toBe(1);
});

test('an answer is cut, and says so', async () => {
  open({ maxCharacters: 100 });
  const { text } = await call('shout');
  expect(text).toBe(`${'a'.repeat(100)}\n… (4900 more characters are left out)`);
});

test('a secret that came by a variable is struck from what a server says', async () => {
  open();
  const { text } = await call('env');
  expect(text).toContain('"AWKWARD_KEY":"[secret]"');
});

test('tools that the file leaves out are neither listed nor called', async () => {
  open({ tools: ['greet'] });
  const { tools } = await port.reads.listTools({ server: 'awkward' }, context());
  expect(tools.map(({ name }) => name)).toEqual(['greet']);
  expect(await call('env')).toEqual({ text: 'awkward offers no tool env here', isError: true });
});

describe('a server that dies', () => {
  test('over a call that reads is begun again once, and then rests while its tools answer errors', async () => {
    open();
    expect(await call('greet')).toEqual({ text: 'hello', isError: false });
    const died = await call('die');
    const later = await call('greet');

    expect(died.isError).toBe(true);
    expect(died.text).toMatch(/awkward is not there/);
    expect(later.text).toMatch(/it died 2 times and rests now/);
    expect(later.text).toContain('my key is [secret]');
    expect(later.text).not.toContain(KEY);
    expect(await starts()).toBe(2);
  });

  test('over a call that writes is not asked again, since it may have done it', async () => {
    open();
    const died = await call('die_writing', { key: 'run/1' });

    expect(died.text).toMatch(/Whether the call was done is not known/);
    expect(await starts()).toBe(1);
    expect(await call('greet')).toEqual({ text: 'hello', isError: false });
    expect(await starts()).toBe(2);
  });

  test('before it lives is a problem, not a throw', async () => {
    open({}, 'stillborn');
    const { tools, problem } = await port.reads.listTools({ server: 'awkward' }, context());

    expect(tools).toEqual([]);
    expect(problem).toMatch(/awkward is not there/);
    expect(await starts()).toBe(2);
  });
});

test('a call that hangs ends with its time limit, and the server stays', async () => {
  open({ timeoutMs: 1_500 });
  expect(await call('greet')).toEqual({ text: 'hello', isError: false });
  expect(await call('hang')).toEqual({
    text: 'awkward gave no answer within 1.5 s',
    isError: true,
  });
  expect(await call('greet')).toEqual({ text: 'hello', isError: false });
  expect(await starts()).toBe(1);
});

test('a run that ends takes its calls with it', async () => {
  open();
  await call('greet');
  const stop = new AbortController();
  const hanging = call('hang', {}, stop.signal);
  stop.abort(new Error('the task was cancelled'));
  await expect(hanging).rejects.toThrow('the task was cancelled');
});

test('a program that is not there, and a server that nobody declared, are problems', async () => {
  open({ command: 'no-such-program' });
  expect((await call('greet')).text).toMatch(/awkward is not there: .*ENOENT/);
  const nobody = { server: 'nobody', tool: 'x', arguments: {} };
  expect(await port.reads.call(nobody, context())).toEqual({
    text: 'there is no MCP server nobody, or it is disabled',
    isError: true,
  });
});
