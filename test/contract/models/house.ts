import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Assignment,
  type Model,
  type ModelRequest,
  type ModelSettings,
  modelPort,
  type ProviderSettings,
  type StartProgram,
} from '@patchwright/agent';
import { findClaudeCode } from '@patchwright/local';
import {
  createFaultBox,
  type FaultBox,
  type ModelStandIn,
  startModel,
} from '@patchwright/stand-ins';
import { startProgram } from '@patchwright/workspace';
import { z } from 'zod';
import { context } from '../outside/calls.ts';
import { startBedrockFace } from './bedrock-face.ts';

/** The key that the scripted model asks for. */
export const KEY = 'sk-ant-made-up-0123456789';
/** The model's name in these tests. */
export const MODEL = 'claude-sonnet-5-5';

/** Every kind of provider that can be played on this machine. */
export const KINDS = ['anthropic', 'bedrock', 'openai', 'claude-code'] as const;
/** One of `KINDS`. */
export type Kind = (typeof KINDS)[number];

/** What the scripted model says when it is asked about SHOP-42. */
const SCRIPT = {
  conversations: [
    {
      role: 'planner',
      about: 'SHOP-42',
      again: true,
      turns: [
        {
          text: 'I will look.',
          calls: [
            { tool: 'read_file', input: { path: 'src/cart.ts' } },
            { tool: 'read_file', input: { path: 'src/none.ts' } },
          ],
          expect: ['export const total', 'there is no file'],
          usage: { input: 1_000, output: 100, cacheRead: 500, cacheWrite: 200 },
        },
        { calls: [{ tool: 'submit_plan', input: { summary: 7 } }], expect: ['does not fit'] },
        { calls: [{ tool: 'submit_plan', input: { summary: 'Mend it' } }], expect: [] },
      ],
    },
    {
      role: 'planner',
      about: 'SHOP-44',
      again: true,
      turns: [{ calls: [{ tool: 'Bash', input: { command: 'env' } }], expect: [] }],
    },
    {
      role: 'planner',
      about: 'SHOP-45',
      again: true,
      turns: [
        { calls: [{ tool: 'read_file', input: { path: 'src/cart.ts' } }], expect: [] },
        { calls: [{ tool: 'submit_plan', input: { summary: 'Taken up again' } }], expect: [] },
        // The program puts a turn of its own before the one that it was interrupted in.
        { calls: [{ tool: 'submit_plan', input: { summary: 'Taken up again' } }], expect: [] },
      ],
    },
    {
      role: 'planner',
      about: 'You have worked on this before and were interrupted.',
      again: true,
      turns: [{ calls: [{ tool: 'submit_plan', input: { summary: 'Told anew' } }], expect: [] }],
    },
    {
      role: 'planner',
      about: 'SHOP-43',
      again: true,
      turns: [
        { text: 'I think that it is done.', calls: [], expect: [] },
        { calls: [{ tool: 'submit_plan', input: { summary: 'Now really' } }], expect: [] },
      ],
    },
  ],
};

/** A provider with a scripted model behind it. */
export interface House extends AsyncDisposable {
  readonly stand: ModelStandIn;
  readonly faults: FaultBox;
  /** Where programs keep what is theirs. */
  readonly home: string;
  /** The port with this provider for every role, as a handler sees it. Without repetitions, unless more is said. */
  readonly open: (more?: {
    readonly apiKey?: string;
    readonly retries?: number;
    readonly startProgram?: StartProgram;
    readonly signal?: AbortSignal;
    readonly others?: Pick<ModelSettings, 'providers' | 'roles'>;
  }) => Model & AsyncDisposable;
}

/** Sets up a provider of one kind. */
export async function openHouse(kind: Kind): Promise<House> {
  await using started = new AsyncDisposableStack();
  const faults = createFaultBox();
  const stand = started.use(await startModel({ apiKey: KEY, faults, scripts: [SCRIPT] }));
  const home = await mkdtemp(join(tmpdir(), 'models-'));
  started.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const face = started.use(await startBedrockFace(stand.url, KEY));
  const program = kind === 'claude-code' ? await findClaudeCode() : '';
  const everything = started.move();

  function settingsOf(apiKey: string): ProviderSettings {
    switch (kind) {
      case 'anthropic':
        return { kind, apiKey, baseUrl: stand.url };
      case 'openai':
        return { kind, apiKey, baseUrl: `${stand.url}/v1` };
      case 'bedrock': {
        const accessKey = apiKey === KEY ? 'AKIAOURS' : 'AKIAWRONG';
        return { kind, accessKey, secretKey: apiKey, region: 'eu-central-1', baseUrl: face.url };
      }
      case 'claude-code':
        return { kind, apiKey, baseUrl: stand.url, program, home, path: '/usr/bin:/bin' };
    }
  }

  return {
    stand,
    faults,
    home,
    open({ apiKey = KEY, retries = 0, signal, others, startProgram: start = startProgram } = {}) {
      const port = modelPort(
        {
          providers: { [kind]: settingsOf(apiKey), ...others?.providers },
          roles: { ...others?.roles, default: [{ provider: kind, model: MODEL }] },
          prices: {},
          retries,
        },
        { startProgram: start },
      );
      return {
        complete: (input: ModelRequest) => port.reads.complete(input, context(signal)),
        release: (input) => port.reads.release(input),
        [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** An assignment that the script knows, with a tool that reads files. */
export function assignment(ticket = 'SHOP-42'): Assignment<{ summary: string }> {
  return {
    role: 'planner',
    instructions: 'Write a plan.',
    prompt: `Task: t-1\nTicket: ${ticket}`,
    tools: [
      {
        name: 'read_file',
        description: 'Reads a file.',
        input: z.object({ path: z.string() }),
        async run({ path }: { path: string }) {
          if (path !== 'src/cart.ts') throw new Error(`there is no file ${path}`);
          return 'export const total = 1;';
        },
      },
    ],
    submit: {
      name: 'submit_plan',
      description: 'Hands in the plan.',
      schema: z.object({ summary: z.union([z.string(), z.number()]).pipe(z.string()) }),
    },
    budget: { turns: 6, tokens: 1_000_000, costUsd: 10 },
  };
}

/** The first call of that assignment. */
export const opening: ModelRequest = {
  role: 'planner',
  system: "You are Patchwright's planner.\n\nWrite a plan.",
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Task: t-1\nTicket: SHOP-42' }] }],
  tools: ['read_file', 'submit_plan'].map((name) => ({
    name,
    description: 'Does it.',
    inputSchema: { type: 'object', properties: {} },
  })),
  maxTokens: 1_000,
};
