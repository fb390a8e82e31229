import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAllowed, readEdge } from '../src/edge.ts';
import { secretOf } from './signing.ts';

describe('secrets', () => {
  test('of a source without any are none, so that it is closed', () => {
    expect(readEdge({}).secrets).toMatchObject({ github: [], jira: [], slack: [], sentry: [] });
  });

  test('are separated by commas or lines, and may come by file', () => {
    const dir = mkdtempSync(join(tmpdir(), 'edge-'));
    try {
      const file = join(dir, 'secrets');
      writeFileSync(file, 'the-newest-one\n the-one-before \n');
      const { secrets } = readEdge({
        GITHUB_WEBHOOK_SECRET: 'first-secret, second-secret',
        JIRA_WEBHOOK_SECRET_FILE: file,
      });
      expect(secrets.github).toEqual(['first-secret', 'second-secret']);
      expect(secrets.jira).toEqual(['the-newest-one', 'the-one-before']);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test('that are but a piece of one are refused without being shown', () => {
    const read = () => readEdge({ SLACK_SIGNING_SECRET: 'a-long-beginning,end' });
    expect(read).toThrow('SLACK_SIGNING_SECRET has a secret of fewer than 8 characters');
    expect(read).not.toThrow(/beginning|end/);
  });

  test('of programs go by their names', () => {
    const next = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const { secrets } = readEdge({
      CUSTOM_WEBHOOK_SECRETS: `alerts=${next},alerts=${secretOf.custom},deploys=${next}`,
    });
    expect(secrets['custom/alerts']).toEqual([next, secretOf.custom]);
    expect(secrets['custom/deploys']).toEqual([next]);
    expect(secrets.custom).toEqual([]);
  });

  test.each(['alerts', 'alerts=secret', 'Alerts=whsec_AAAA', 'alerts=whsec_short'])(
    'of programs have a form; "%s" has not',
    (text) => {
      expect(() => readEdge({ CUSTOM_WEBHOOK_SECRETS: text })).toThrow('CUSTOM_WEBHOOK_SECRETS');
    },
  );
});

describe('addresses', () => {
  const { allowed } = readEdge({
    JIRA_WEBHOOK_ALLOW: '185.166.143.240/28, 2401:1d80:3000::/36\n127.0.0.1',
  });
  const list = allowed.jira;

  test.each([
    ['185.166.143.241', true],
    ['185.166.144.1', false],
    ['::ffff:185.166.143.241', true],
    ['2401:1d80:3000::7', true],
    ['2401:1d80:4000::7', false],
    ['127.0.0.1', true],
    ['127.0.0.2', false],
    ['', false],
    ['localhost', false],
  ])('%s: %s', (address, isThere) => {
    expect(list !== undefined && isAllowed(list, address)).toBe(isThere);
  });

  test('of a source without a list are all taken', () => {
    expect(allowed.github).toBeUndefined();
  });

  test.each(['10.0.0.0/33', '10.0.0/8', '::/129', 'jira.example', '10.0.0.0/x', '10.0.0.1/-1'])(
    '"%s" is no range',
    (text) => {
      expect(() => readEdge({ JIRA_WEBHOOK_ALLOW: text })).toThrow('JIRA_WEBHOOK_ALLOW');
    },
  );
});

test('a proxy’s word on the caller’s address is taken only where that is said', () => {
  expect(readEdge({}).trustProxy).toBe(false);
  expect(readEdge({ PATCHWRIGHT_TRUST_PROXY: 'true' }).trustProxy).toBe(true);
  expect(readEdge({ PATCHWRIGHT_TRUST_PROXY: '10.0.0.0/8' }).trustProxy).toBe('10.0.0.0/8');
});
