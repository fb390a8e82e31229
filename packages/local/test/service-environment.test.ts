import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newSecrets } from '../src/mesh/secrets.ts';
import { type Circumstances, serviceEnvironment } from '../src/mesh/service-environment.ts';
import { PROJECT } from '../src/project.ts';
import { roster, rosterEntry } from '../src/roster.ts';

const secrets = newSecrets();
const at: Circumstances = {
  natsUrl: 'nats://127.0.0.1:4222',
  tenant: 'main',
  build: '0.1.0',
  gateway: { host: '127.0.0.1', port: 8080 },
  outside: {
    github: 'http://127.0.0.1:1',
    jira: 'http://127.0.0.1:2',
    slack: 'http://127.0.0.1:3',
    sentry: 'http://127.0.0.1:4',
    model: 'http://127.0.0.1:5',
    control: 'http://127.0.0.1:6',
  },
  secrets,
  toolchain: { path: ['/tools/bin'], nodeModules: '/tools/node_modules', folders: [] },
  needs: { owners: ['acme'], sentryProjects: ['api'] },
  stateDir: '/state',
  workDir: '/work',
  compileCache: '/cache',
  searchPath: '/bin',
  more: {},
};

function secretsGivenTo(name: string): readonly string[] {
  const values = Object.values(serviceEnvironment(rosterEntry(name), at));
  return Object.entries(secrets)
    .filter(([, value]) => values.includes(value))
    .map(([key]) => key);
}

test('the roster has every service of the house, and no other', () => {
  const folders = readdirSync(join(PROJECT, 'services')).sort();
  expect(roster.map(({ name }) => name).sort()).toEqual(folders);
});

test('no two services are woken by the same work', () => {
  const works = roster.flatMap((entry) => entry.works);
  expect(new Set(works).size).toBe(works.length);
});

test('a service is given the secrets of the systems that it speaks to, and no others', () => {
  expect(secretsGivenTo('scheduler')).toEqual([]);
  expect(secretsGivenTo('projector')).toEqual([]);
  expect(secretsGivenTo('executor')).toEqual(['githubToken', 'modelKey']);
  expect(secretsGivenTo('notifier')).toEqual(['githubToken', 'jiraToken', 'slackToken']);
  expect(secretsGivenTo('sentry-monitor')).toEqual(['jiraToken', 'sentryToken']);
});

test('nothing of the environment of whoever starts the mesh is handed on', () => {
  process.env.PATCHWRIGHT_CANARY = 'canary';
  try {
    for (const entry of roster) {
      expect(Object.keys(serviceEnvironment(entry, at))).not.toContain('PATCHWRIGHT_CANARY');
    }
  } finally {
    delete process.env.PATCHWRIGHT_CANARY;
  }
});

test('what is named for all services stands over what they are given', () => {
  const more = { PATCHWRIGHT_MAX_TURNS: '3', PATCHWRIGHT_TENANT: 'other' };
  expect(serviceEnvironment(rosterEntry('planner'), { ...at, more })).toMatchObject(more);
});

test('two meshes never have a secret in common', () => {
  const other = Object.values(newSecrets());
  expect(Object.values(secrets).filter((secret) => other.includes(secret))).toEqual([]);
  expect(new Set(other).size).toBe(other.length);
});

test('a service that is not there is refused by name', () => {
  expect(() => rosterEntry('barista')).toThrow('there is no service "barista"');
});
