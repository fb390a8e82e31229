import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  githubAppManifest,
  githubPermissions,
  slackAppManifest,
  slackScopes,
} from '@patchwright/outside';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const PUBLIC = 'https://patchwright.example.com';

function read(...path: readonly string[]): string {
  return readFileSync(join(PROJECT, ...path), 'utf8');
}

describe('the manifests in deploy/apps are what connect makes', () => {
  test('for GitHub', () => {
    const made = githubAppManifest({
      name: 'Patchwright',
      homepage: PUBLIC,
      webhookUrl: `${PUBLIC}/webhooks/github`,
      redirectUrl: `${PUBLIC}/callback`,
    });
    expect(JSON.parse(read('deploy', 'apps', 'github', 'manifest.json'))).toEqual(made);
  });

  test.each([
    ['manifest.yaml', PUBLIC],
    ['manifest-socket.yaml', undefined],
  ])('for Slack, %s', (file, publicUrl) => {
    const made = slackAppManifest({ name: 'Patchwright', publicUrl });
    expect(parse(read('deploy', 'apps', 'slack', file))).toEqual(made);
  });
});

test('the how-to says what each permission and scope is for', () => {
  const text = read('docs', 'how-to', 'connect.md');
  for (const { name, level, because } of githubPermissions) {
    expect(text).toContain(`| \`${name}\` | ${level} | ${because} |`);
  }
  for (const { name, because } of slackScopes)
    expect(text).toContain(`| \`${name}\` | ${because} |`);
});
