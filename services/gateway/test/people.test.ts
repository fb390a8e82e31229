import { parsePolicy } from '@patchwright/chassis';
import { describe, expect, test } from 'vitest';
import { personOf } from '../src/people.ts';

const policy = parsePolicy(
  'policy.yaml',
  `
people:
  - { name: maria, slack: U0MARIA, github: Maria, jira: '5b10a', roles: [approver] }
  - { name: ines, jira: ines, roles: [operator] }
`,
);

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

  test.each([['renovate[bot]'], ['Renovate[BOT]']])(
    'as %s is a bot, and has no roles even where everybody may start tasks',
    (login) => {
      const open = { ...policy, unknown: 'operator' as const };
      expect(personOf({ channel: 'github', names: [login] }, open)).toEqual({
        actor: `human:github:${login}`,
        via: 'github',
        roles: [],
      });
    },
  );
});
