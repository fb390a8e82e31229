import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needsOf } from '../src/mesh/mesh-needs.ts';
import { loadScenario } from '../src/scenario/load-scenario.ts';

const shipped = join(import.meta.dirname, '..', 'scenarios');
const stories = await Promise.all(
  ['a-ticket', 'an-error-at-night'].map((name) => loadScenario(join(shipped, name))),
);

test('the people of all stories stand in one policy, with whoever sits at the machine', () => {
  const { people } = needsOf(stories).policy as { people: { name: string; roles: string[] }[] };
  expect(people.map(({ name, roles }) => [name, ...roles])).toEqual([
    ['ines', 'operator'],
    ['maria', 'approver'],
    ['you', 'admin'],
  ]);
});

test('the catalogue says which repository serves which projects', () => {
  expect(needsOf(stories).catalogue).toEqual([
    { name: 'acme/shop', jiraProjects: ['SHOP'], sentryProjects: [] },
    { name: 'acme/api', jiraProjects: [], sentryProjects: ['api'] },
  ]);
  expect(needsOf(stories)).toMatchObject({
    owners: ['acme'],
    jiraProjects: ['SHOP', 'OPS'],
    sentryProjects: ['api'],
    slackMembers: [{ id: 'U0MARIA', name: 'maria' }],
  });
});

test('Python is prepared only when a story asks for it', () => {
  const [ticket, night] = stories;
  expect(needsOf(ticket ? [ticket] : [])).toMatchObject({ node: ['prettier'], python: undefined });
  expect(needsOf(night ? [night] : []).python).toEqual(['pytest']);
});

test('stories that mean different people by one name cannot be played together', () => {
  const [ticket, night] = stories;
  if (ticket === undefined || night === undefined) throw new Error('the stories are missing');
  const other = { ...night, people: { maria: { github: 'other', role: 'viewer' } } } as const;
  expect(() => needsOf([ticket, other])).toThrow('who maria is');
});
