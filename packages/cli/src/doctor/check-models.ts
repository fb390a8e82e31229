import { basename, dirname, isAbsolute } from 'node:path';
import { type ModelSettings, type ProviderSettings, readModelSettings } from '@patchwright/agent';
import { messageOf } from '@patchwright/faults';
import { askProgram } from '@patchwright/local';
import type { Environment } from '@patchwright/outside';
import { z } from 'zod';
import { type Finding, fail, ok, warn } from './finding.ts';

const PATIENCE_MS = 10_000;
const ANTHROPIC = 'https://api.anthropic.com';
const CHOOSING = ['PATCHWRIGHT_MODEL', 'PATCHWRIGHT_MODELS', 'PATCHWRIGHT_MODELS_FILE'] as const;
const KEYS = ['ANTHROPIC_API_KEY', 'ANTHROPIC_API_KEY_FILE'] as const;
const Listed = z.object({ data: z.array(z.object({ id: z.string() })) });

type Of<Kind extends ProviderSettings['kind']> = Extract<ProviderSettings, { kind: Kind }>;

/**
 * Looks at every provider of models that some role uses, without spending anything: its list of models is asked for, or the program for its
 * version. What cannot be tried without a call is said.
 */
export async function checkModels(settings: Environment): Promise<readonly Finding[]> {
  if (![...CHOOSING, ...KEYS].some((name) => settings[name])) {
    const mend = 'set ANTHROPIC_API_KEY, or choose another provider by PATCHWRIGHT_MODEL';
    return [warn('model', 'none is chosen, and there is no key', mend)];
  }
  let read: ModelSettings;
  try {
    read = readModelSettings(settings);
  } catch (thrown) {
    const mend = 'see how models are chosen: docs/how-to/choose-models.md';
    return [fail('model', messageOf(thrown), mend)];
  }
  return Promise.all(
    Object.entries(read.providers).map(([name, provider]) =>
      checkProvider(`model ${name}`, provider, modelsOf(read, name)),
    ),
  );
}

/** The models that roles ask a provider for. */
function modelsOf({ roles }: ModelSettings, provider: string): readonly string[] {
  const chosen = Object.values(roles).flatMap((chain) =>
    chain.filter((choice) => choice.provider === provider).map(({ model }) => model),
  );
  return [...new Set(chosen)];
}

function checkProvider(
  name: string,
  provider: ProviderSettings,
  models: readonly string[],
): Promise<Finding> {
  switch (provider.kind) {
    case 'anthropic':
      return checkAnthropic(name, provider);
    case 'openai':
      return checkOpenAI(name, provider, models);
    case 'bedrock':
      return checkBedrock(name, provider);
    case 'claude-code':
    case 'cursor':
      return checkProgram(name, provider);
  }
}

async function checkAnthropic(name: string, provider: Of<'anthropic'>): Promise<Finding> {
  const address = bare(provider.baseUrl ?? ANTHROPIC);
  const headers = { 'x-api-key': provider.apiKey, 'anthropic-version': '2023-06-01' };
  return listModels(name, `${address}/v1/models?limit=1`, headers, {
    shown: address,
    mend: 'set ANTHROPIC_API_KEY to a key that is good, and ANTHROPIC_BASE_URL to where it is',
  });
}

async function checkOpenAI(
  name: string,
  { baseUrl, apiKey, azureApiVersion }: Of<'openai'>,
  models: readonly string[],
): Promise<Finding> {
  const address = bare(baseUrl);
  const isAzure = azureApiVersion !== undefined;
  const url = `${address}/models${isAzure ? `?api-version=${azureApiVersion}` : ''}`;
  const headers: Record<string, string> =
    apiKey === undefined
      ? {}
      : isAzure
        ? { 'api-key': apiKey }
        : { authorization: `Bearer ${apiKey}` };
  return listModels(name, url, headers, {
    shown: address,
    mend: 'see whether it runs there, and whether its key is set (OPENAI_API_KEY, or in the models file)',
    // What serves on Azure goes by the names of deployments, which this list has not.
    wanted: isAzure ? [] : models,
  });
}

/** A look at what a key of Bedrock may do is a service of its own that needs rights of its own; only a call shows whether it is good. */
async function checkBedrock(name: string, { region, baseUrl }: Of<'bedrock'>): Promise<Finding> {
  const address = bare(baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`);
  const answer = await ask(address, {});
  return typeof answer === 'string'
    ? fail(name, `${address} cannot be reached: ${answer}`, 'check the network and the region')
    : ok(name, `${address} answers; its keys are set, and are tried by the first call`);
}

async function checkProgram(
  name: string,
  { kind, program, path }: Of<'claude-code' | 'cursor'>,
): Promise<Finding> {
  const folders = isAbsolute(program) ? dirname(program) : path;
  const asked = await askProgram(basename(program), ['--version'], folders);
  const variable = kind === 'cursor' ? 'PATCHWRIGHT_CURSOR' : 'PATCHWRIGHT_CLAUDE_CODE';
  return asked === undefined
    ? fail(name, `${program} cannot be run`, `install it, and have ${variable} name its file`)
    : ok(name, `${asked.said.split('\n')[0]} (${asked.path}); its key is tried by the first call`);
}

async function listModels(
  name: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  about: { readonly shown: string; readonly mend: string; readonly wanted?: readonly string[] },
): Promise<Finding> {
  const { shown, mend, wanted = [] } = about;
  const answer = await ask(url, headers);
  if (typeof answer === 'string') return fail(name, `${shown} cannot be reached: ${answer}`, mend);
  if (answer.status === 401 || answer.status === 403) {
    return fail(name, `${shown} answers ${answer.status}`, mend);
  }
  if (answer.status >= 400) {
    return warn(name, `${shown} answers ${answer.status} when asked for its models`, mend);
  }
  const there = Listed.safeParse(answer.body).data?.data.map(({ id }) => id) ?? [];
  const missing = there.length === 0 ? [] : wanted.filter((model) => !there.includes(model));
  return missing.length === 0
    ? ok(name, `${shown} takes the key`)
    : warn(
        name,
        `${shown} does not list ${missing.join(', ')}`,
        `choose one of those it has: ${there.slice(0, 5).join(', ')}`,
      );
}

/** What an address answers, or why it cannot be asked. Never shows a header. */
async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: unknown } | string> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { headers, redirect: 'error', signal });
    const body: unknown = await response.json().catch(() => undefined);
    return { status: response.status, body };
  } catch (error) {
    const { cause } = error as Error;
    return messageOf(cause ?? error);
  }
}

function bare(address: string): string {
  return address.replace(/\/+$/, '');
}
