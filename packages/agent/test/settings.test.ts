import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBudget, readModelSettings } from '../src/index.ts';

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'models-')), 'models.yaml');
  writeFileSync(file, text);
  return file;
}

describe('which model serves whom', () => {
  test('models by role, an address and prices of the house', () => {
    const settings = readModelSettings({
      ANTHROPIC_API_KEY: 'k',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
      PATCHWRIGHT_MODELS: 'planner=claude-opus-5-5, executor=ours',
      PATCHWRIGHT_MODEL_PRICES: '{"ours":{"input":1,"output":2}}',
    });

    expect(settings).toEqual({
      providers: { anthropic: { kind: 'anthropic', apiKey: 'k', baseUrl: 'http://127.0.0.1:1' } },
      roles: {
        default: [{ provider: 'anthropic', model: 'claude-sonnet-5-5' }],
        planner: [{ provider: 'anthropic', model: 'claude-opus-5-5' }],
        executor: [{ provider: 'anthropic', model: 'ours' }],
      },
      prices: { ours: { input: 1, output: 2 } },
    });
  });

  test('a chain of providers for a role, each with its own address', () => {
    const settings = readModelSettings({
      ANTHROPIC_API_KEY: 'k',
      OPENAI_API_KEY: 'not for them',
      PATCHWRIGHT_MODELS:
        'executor=claude-opus-5-5|openai:qwen2.5:7b@http://127.0.0.1:11434/v1,reviewer=qwen2.5:7b',
    });

    expect(settings.roles.executor).toEqual([
      { provider: 'anthropic', model: 'claude-opus-5-5' },
      { provider: 'openai@http://127.0.0.1:11434/v1', model: 'qwen2.5:7b' },
    ]);
    expect(settings.roles.reviewer).toEqual([{ provider: 'anthropic', model: 'qwen2.5:7b' }]);
    // A key goes only to the address that it was given for.
    expect(settings.providers['openai@http://127.0.0.1:11434/v1']).toEqual({
      kind: 'openai',
      baseUrl: 'http://127.0.0.1:11434/v1',
    });
  });

  test('a models file says more, and variables go over it', () => {
    const settings = readModelSettings({
      ANTHROPIC_API_KEY: 'k',
      PATCHWRIGHT_MODELS: 'reviewer=claude-haiku-5-5',
      PATCHWRIGHT_MODELS_FILE: fileWith(`
        providers:
          azure: { kind: openai, baseUrl: https://ours.example, apiKey: a, azureApiVersion: '2026-01-01' }
        roles:
          default: azure:gpt-ours
          planner:
            - { model: claude-opus-5-5, effort: high, maxTokens: 16000, thinkingTokens: 8000 }
            - azure:gpt-ours
          reviewer: azure:gpt-ours
        prices: { gpt-ours: { input: 1, output: 4 } }
      `),
    });

    expect(settings.roles).toEqual({
      default: [{ provider: 'azure', model: 'gpt-ours' }],
      planner: [
        {
          provider: 'anthropic',
          model: 'claude-opus-5-5',
          effort: 'high',
          maxTokens: 16_000,
          thinkingTokens: 8_000,
        },
        { provider: 'azure', model: 'gpt-ours' },
      ],
      reviewer: [{ provider: 'anthropic', model: 'claude-haiku-5-5' }],
    });
    expect(settings.providers.azure).toMatchObject({ apiKey: 'a', azureApiVersion: '2026-01-01' });
    expect(settings.prices['gpt-ours']).toEqual({ input: 1, output: 4 });
  });

  test('only what some role uses has to be there', () => {
    const settings = readModelSettings({
      PATCHWRIGHT_MODEL: 'bedrock:eu.anthropic.claude-sonnet-5-5',
      PATCHWRIGHT_BEDROCK_REGION: 'eu-central-1',
      PATCHWRIGHT_BEDROCK_ACCESS_KEY: 'AKIA',
      PATCHWRIGHT_BEDROCK_SECRET_KEY: 's',
      // The vendor's own variables are nobody's settings.
      AWS_ACCESS_KEY_ID: 'somebody',
      AWS_SESSION_TOKEN: 'else',
    });

    expect(settings.providers).toEqual({
      bedrock: { kind: 'bedrock', region: 'eu-central-1', accessKey: 'AKIA', secretKey: 's' },
    });
  });

  test('an agent program serves a role as a model does', () => {
    const settings = readModelSettings({
      ANTHROPIC_API_KEY: 'k',
      PATCHWRIGHT_MODELS: 'executor=claude-code:claude-sonnet-5-5',
      PATCHWRIGHT_CLAUDE_CODE: '/opt/claude',
      PATCHWRIGHT_PROGRAMS_HOME: '/var/programs',
      PATH: '/bin',
    });

    expect(settings.providers['claude-code']).toEqual({
      kind: 'claude-code',
      program: '/opt/claude',
      apiKey: 'k',
      home: '/var/programs/claude-code',
      path: '/bin',
    });
  });
});

test.each([
  [{}, 'ANTHROPIC_API_KEY'],
  [{ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'somewhere' }, 'ANTHROPIC_BASE_URL'],
  [{ ANTHROPIC_API_KEY: 'k', PATCHWRIGHT_MODELS: 'planner' }, 'PATCHWRIGHT_MODELS'],
  [{ ANTHROPIC_API_KEY: 'k', PATCHWRIGHT_MODEL_PRICES: '{' }, 'PATCHWRIGHT_MODEL_PRICES'],
  [{ PATCHWRIGHT_MODEL: 'bedrock:m' }, 'PATCHWRIGHT_BEDROCK_REGION'],
  [{ ANTHROPIC_API_KEY: 'k', PATCHWRIGHT_MODEL: 'claude-code:m' }, 'PATCHWRIGHT_CLAUDE_CODE'],
  [{ PATCHWRIGHT_MODEL: 'cursor:m', PATCHWRIGHT_CURSOR: '/opt/cursor-agent' }, 'CURSOR_API_KEY'],
  [{ PATCHWRIGHT_MODELS_FILE: fileWith('roles: { planner: { modle: x } }') }, 'roles.planner'],
  [{ PATCHWRIGHT_MODELS_FILE: fileWith('roles: { planner: { provider: o, model: x } }') }, 'o'],
])('what is missing or wrong is named: %j', (environment, name) => {
  expect(() => readModelSettings(environment)).toThrow(name);
});

test('a budget has caps from the start', () => {
  expect(readBudget({ PATCHWRIGHT_MAX_TURNS: '3', PATCHWRIGHT_MAX_TOKENS: '' })).toEqual({
    turns: 3,
    tokens: 1_000_000,
    costUsd: 5,
  });
  expect(readBudget({ PATCHWRIGHT_MAX_MINUTES: '90' }).minutes).toBe(90);
});
