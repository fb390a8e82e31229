// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an mcp.json has references of its own
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Port } from '@patchwright/faults';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  type Mcp,
  type McpToolInfo,
  type ModelRequest,
  type mcpPort,
  mcpTools,
  readMcpFile,
  readMcpSettings,
  runAgent,
} from '../src/index.ts';
import { resultText } from '../src/mcp/result-text.ts';
import { strike } from '../src/mcp/strike.ts';

function read(file: unknown, variables: Record<string, string> = {}) {
  return readMcpFile(typeof file === 'string' ? file : JSON.stringify(file), variables);
}

describe('an mcp.json', () => {
  test('declares programs and addresses, with references to given variables', () => {
    const { servers, agents } = read(
      {
        mcpServers: {
          github: {
            command: 'github-mcp-server',
            args: ['stdio', '--host=${HOST:-https://github.com}'],
            env: { GITHUB_TOKEN: '${GITHUB_TOKEN}' },
          },
          jira: {
            type: 'http',
            url: 'https://mcp.example/${SITE}',
            headers: { 'X-Key': 'k-123456' },
          },
        },
        agents: { planner: ['github/*'] },
      },
      { GITHUB_TOKEN: 'ghp_123456', SITE: 'acme' },
    );

    expect(servers.github).toMatchObject({
      type: 'stdio',
      args: ['stdio', '--host=https://github.com'],
      env: { GITHUB_TOKEN: 'ghp_123456' },
      secrets: ['ghp_123456'],
      timeoutMs: 60_000,
    });
    expect(servers.jira).toMatchObject({ url: 'https://mcp.example/acme', secrets: ['k-123456'] });
    expect(agents).toEqual({ planner: ['github/*'] });
  });

  test('takes no variable from anywhere else', () => {
    const file = { mcpServers: { a: { command: '${PATH}' } } };
    expect(() => read(file)).toThrow('mcpServers.a.command: the variable PATH is not set');
  });

  test('asks for no variables of a server that is disabled', () => {
    const file = { mcpServers: { a: { command: '${NONE}', disabled: true } } };
    expect(read(file).servers.a).toMatchObject({ disabled: true });
  });

  test.each([
    ['no JSON', '{', /mcp\.json is no JSON/],
    ['no servers', {}, /mcpServers/],
    [
      'a word that nobody knows',
      { mcpServers: { a: { command: 'x', evn: {} } } },
      /mcpServers\.a.*evn/,
    ],
    ['a name that is none', { mcpServers: { 'a b': { command: 'x' } } }, /no name of a server/],
    ['neither program nor address', { mcpServers: { a: {} } }, /mcpServers\.a\.command/],
    ['the old transport', { mcpServers: { a: { type: 'sse', url: 'https://x' } } }, /a\.type/],
    ['a file address', { mcpServers: { a: { url: 'file:///etc/passwd' } } }, /http or https/],
    [
      'a password in an address',
      { mcpServers: { a: { url: 'https://u:p@x' } } },
      /without a password/,
    ],
    ['a vague allow-list', { mcpServers: {}, agents: { planner: ['*'] } }, /server\/tool/],
  ])('with %s is refused', (_what, file, why) => {
    expect(() => read(file)).toThrow(why);
  });

  test('is the one that the environment names, and none without it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-settings-'));
    try {
      const file = join(folder, 'mcp.json');
      writeFileSync(file, JSON.stringify({ mcpServers: { a: { command: '${PROGRAM}' } } }));
      const named = { PATCHWRIGHT_MCP_FILE: file, PROGRAM: 'a-program' };

      expect(readMcpSettings({}).servers).toEqual({});
      expect(readMcpSettings(named).servers.a).toMatchObject({ command: 'a-program' });
      expect(() => readMcpSettings({ PATCHWRIGHT_MCP_FILE: file })).toThrow(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('shows no value when it does not fit', () => {
    const file = { mcpServers: { a: { url: '${TOKEN}' } } };
    expect(() => read(file, { TOKEN: 'canary-123' })).toThrow(/^(?!.*canary)/);
  });
});

/** Servers that hold still, and a list of what they were asked. */
function servers(tools: Readonly<Record<string, readonly McpToolInfo[]>>) {
  const calls: Parameters<Mcp['call']>[0][] = [];
  const mcp: Mcp = {
    async listTools({ server }) {
      const listed = tools[server];
      return listed === undefined
        ? { tools: [], problem: 'it is not there' }
        : { tools: listed, problem: null };
    },
    async call(input) {
      calls.push(input);
      return input.tool === 'fail'
        ? { text: 'it failed', isError: true }
        : { text: `answer of ${input.tool}`, isError: false };
    },
  };
  return { mcp, calls };
}

function info(
  name: string,
  writes: boolean,
  inputSchema: object = { type: 'object' },
): McpToolInfo {
  return { name, description: `Does ${name}.`, writes, inputSchema: { ...inputSchema } };
}

const github = [info('get_repo', false), info('fail', false), info('create_branch', true)];

describe('what an agent is offered', () => {
  test.each([
    [['github/*'], ['github__get_repo', 'github__fail']],
    [['github/create_branch'], ['github__create_branch']],
    [
      ['github/*', 'github/create_branch'],
      ['github__get_repo', 'github__fail', 'github__create_branch'],
    ],
    [[], []],
  ])('by %o', async (allow, names) => {
    const { tools } = await mcpTools(servers({ github }).mcp, { allow, key: 'run' });
    expect(tools.map(({ name }) => name)).toEqual(names);
  });

  test('what is missing is said, and the rest is offered', async () => {
    const allow = ['github/get_repo', 'github/no_such', 'jira/*'];
    const { tools, problems } = await mcpTools(servers({ github }).mcp, { allow, key: 'run' });

    expect(tools).toHaveLength(1);
    expect(problems).toEqual(['github: there is no tool no_such', 'jira: it is not there']);
  });

  test('names fit what a model takes, and no two are one', async () => {
    const long = 'x'.repeat(80);
    const listed = [
      info(`${long}a`, false),
      info(`${long}b`, false),
      info('a.b', false),
      info('a_b', false),
    ];
    const { tools } = await mcpTools(servers({ s: listed }).mcp, { allow: ['s/*'], key: 'run' });
    const names = tools.map(({ name }) => name);

    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });

  test('a model sees the schema as the server states it', async () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      id: 'somewhere',
      type: 'object',
      properties: { place: { $ref: '#/$defs/Place' } },
      required: ['place'],
      additionalProperties: false,
      $defs: { Place: { type: 'string', enum: ['here', 'there'] } },
    };
    const { mcp } = servers({ s: [info('go', false, schema)] });
    const { tools } = await mcpTools(mcp, { allow: ['s/*'], key: 'run' });
    const { $schema: _dialect, ...shown } = z.toJSONSchema(tools[0]?.input ?? z.never());
    const { $schema: _theirs, id: _id, ...stated } = schema;

    expect(shown).toEqual(stated);
  });

  test('calls that write are named in their order, those that read are not', async () => {
    const { mcp, calls } = servers({ github });
    const grant = { allow: ['github/*', 'github/create_branch'], key: 'shop-42/executor/3' };
    const { tools } = await mcpTools(mcp, grant);
    const run = (name: string, input: Record<string, unknown>) =>
      tools.find((tool) => tool.name === name)?.run(input);

    expect(await run('github__get_repo', { repository: 'acme/shop' })).toBe('answer of get_repo');
    await run('github__create_branch', { branch: 'a' });
    await run('github__create_branch', { branch: 'a' });
    expect(calls.map(({ key }) => key)).toEqual([
      undefined,
      'shop-42/executor/3/1',
      'shop-42/executor/3/2',
    ]);
    await expect(run('github__fail', {})).rejects.toThrow('it failed');
  });
});

test('a model sees what a server answers fenced as data, and a failure as an error', async () => {
  const { mcp } = servers({ github });
  const { tools } = await mcpTools(mcp, { allow: ['github/*'], key: 'run' });
  const asked: ModelRequest[] = [];
  const turns = [
    { id: 'a', name: 'github__get_repo', input: { repository: 'acme/shop' } },
    { id: 'b', name: 'github__fail', input: {} },
    { id: 'c', name: 'submit', input: {} },
  ];
  await runAgent(
    {
      async complete(request) {
        const turn = turns[asked.length] ?? turns[0];
        asked.push(structuredClone(request));
        return {
          content: turn === undefined ? [] : [{ type: 'tool_use', ...turn }],
          stopReason: 'tool_use',
          model: 'scripted',
          usage: { inputTokens: 1, outputTokens: 1, costUsd: 0 },
        };
      },
    },
    {
      role: 'planner',
      instructions: '',
      prompt: 'Look.',
      tools,
      submit: { name: 'submit', description: '', schema: z.object({}) },
      budget: { turns: 5, tokens: 1_000, costUsd: 1 },
    },
  );
  const results = asked
    .at(-1)
    ?.messages.flatMap(({ content }) => content.filter((block) => block.type === 'tool_result'));

  expect(results?.map(({ isError }) => isError)).toEqual([false, true]);
  expect(results?.[0]?.content).toMatch(
    /^<(fence-\w+) holds="answer of github__get_repo">\nanswer of get_repo\n<\/\1>$/,
  );
});

describe('an answer', () => {
  test('is text, whatever it is made of', () => {
    const text = resultText(
      {
        content: [
          { type: 'text', text: 'one' },
          { type: 'image', data: 'AAAA', mimeType: 'image/png' },
          { type: 'resource', resource: { uri: 'file:///a', text: 'two' } },
          { type: 'resource_link', uri: 'https://x/a', name: 'a' },
        ],
      },
      1_000,
    );
    expect(text).toBe('one\n(image, image/png, is not shown)\ntwo\n(a: https://x/a)');
    expect(resultText({ content: [], structuredContent: { a: 1 } }, 1_000)).toBe('{"a":1}');
    expect(resultText({ content: [] }, 1_000)).toBe('(no answer)');
  });

  test('loses a secret in every form in which it travels', () => {
    const secret = 'can/ary+12 3';
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    expect(strike(forms.join(' | '), [secret])).toBe('[secret] | [secret] | [secret]');
  });
});

test('what a handler sees of the port is the contract', () => {
  expectTypeOf<Port<ReturnType<typeof mcpPort>>>().toExtend<Mcp>();
});
