import { describe, expect, test } from 'vitest';
import { personOf } from '../src/people.ts';
import { defaultPolicy, parsePolicy } from '../src/policy.ts';

const text = `
approval:
  name: shop
  votes: { low: 1, medium: 1, high: 2 }
  selfApproval: false
people:
  - { name: maria, slack: U0MARIA, github: Maria, jira: '5b10a', roles: [approver] }
  - { name: ines, jira: ines, roles: [operator] }
`;
const policy = parsePolicy('policy.yaml', text);

describe('a policy', () => {
  test('says who may approve, and how many must', () => {
    expect(policy.approval).toEqual({
      name: 'shop',
      votes: { low: 1, medium: 1, high: 2 },
      selfApproval: false,
    });
  });

  test('may be JSON', () => {
    const json = JSON.stringify({ people: [{ name: 'tom', cli: 'tom', roles: ['admin'] }] });
    expect(parsePolicy('policy.json', json).people).toHaveLength(1);
  });

  test('is strict where nothing is said: nobody is known, high risk needs two', () => {
    expect(defaultPolicy).toEqual({
      approval: { name: 'default', votes: { low: 1, medium: 1, high: 2 }, selfApproval: false },
      people: [],
      unknown: 'viewer',
    });
    expect(parsePolicy('empty.yaml', '')).toEqual(defaultPolicy);
  });

  test.each([
    [
      'a role that does not exist',
      'people:\n  - name: tom\n    roles: [king]\n',
      'p.yaml:3: people.0.roles.0',
    ],
    ['a field that does not exist', 'approval:\n  vote: 1\n', 'p.yaml:2: approval'],
    ['no votes at all', 'approval:\n  votes: { high: 0 }\n', 'p.yaml:2: approval.votes.high'],
    ['a person without a name', 'people:\n  - roles: [viewer]\n', 'p.yaml:2: people.0.name'],
    ['text that is no YAML', 'people: [', 'p.yaml:1'],
  ])('with %s names the file, the line and the field', (_, wrong, place) => {
    expect(() => parsePolicy('p.yaml', wrong)).toThrow(place);
  });

  test('does not give one account to two people', () => {
    const twice =
      'people:\n  - { name: a, github: x, roles: [viewer] }\n  - { name: b, github: X, roles: [admin] }\n';
    expect(() => parsePolicy('p.yaml', twice)).toThrow(
      'p.yaml:3: people.1.github: b and a cannot both be "X"',
    );
  });
});

describe('whoever speaks', () => {
  test('is one actor on every channel, so that two channels are not two votes', () => {
    const slack = personOf({ channel: 'slack', names: ['U0MARIA'] }, policy);
    const github = personOf({ channel: 'github', names: ['maria'] }, policy);
    expect(slack).toEqual({ actor: 'human:maria', via: 'slack', roles: ['approver'] });
    expect(github).toEqual({ actor: 'human:maria', via: 'github', roles: ['approver'] });
  });

  test('is known by any name that the channel vouches for', () => {
    expect(personOf({ channel: 'jira', names: ['5b10a', 'maria'] }, policy).actor).toBe(
      'human:maria',
    );
  });

  test('has no rights by the name of another channel', () => {
    expect(personOf({ channel: 'github', names: ['U0MARIA'] }, policy)).toEqual({
      actor: 'human:github:U0MARIA',
      via: 'github',
      roles: ['viewer'],
    });
  });
});
