import { expect, test } from 'vitest';
import { secretsIn } from '../src/secrets-in.ts';

test('what stands under a telling name is a secret, at any depth; nothing else is', () => {
  const config = {
    github: { token: 'gh-1', baseUrl: 'http://127.0.0.1' },
    slack: { botToken: 'sl-1', signingSecret: 'sl-2', channel: 'C1' },
    model: { apiKey: 'an-1', models: { default: 'm' } },
    senders: { secrets: ['s-1', 's-2'] },
    budget: { tokens: 1000 },
    remote: () => 'never called',
  };
  expect(secretsIn(config)).toEqual(['gh-1', 'sl-1', 'sl-2', 'an-1', 's-1', 's-2']);
});

test('a configuration that holds itself is walked once', () => {
  const config: Record<string, unknown> = { password: 'pw-1' };
  config.self = config;
  expect(secretsIn(config)).toEqual(['pw-1']);
});
