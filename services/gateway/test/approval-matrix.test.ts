import { parsePolicy } from '@patchwright/chassis';
import {
  type Command,
  decide,
  type Person,
  type Policy,
  type Role,
  roles,
  type Status,
  statuses,
  type Task,
} from '@patchwright/task';
import { standing } from '@patchwright/task/story';
import { afterAll, describe, expect, test } from 'vitest';
import { callerByIdentity, callerByToken } from '../src/access/caller.ts';
import { personOf } from '../src/people.ts';

const channels = ['slack', 'github', 'jira', 'token', 'oidc'] as const;
type Channel = (typeof channels)[number];
const identities = [
  'known',
  'unknown',
  'mapped twice',
  'bot',
  'requester',
  'second approver',
  'same person on a second channel',
] as const;
type Identity = (typeof identities)[number];
const decisions = ['approve', 'reject'] as const;
type Word = (typeof decisions)[number];

/** By which name Maria goes on each channel. */
const maria = {
  slack: 'U0MARIA',
  github: 'maria',
  jira: '5b10a',
  cli: 'maria',
  oidc: 'maria@acme.example',
};

function policyFor(identity: Identity, channel: Channel, role: Role): Policy {
  const field = channel === 'token' ? 'cli' : channel;
  const twin = { name: 'mia', [field]: maria[field].toUpperCase(), roles: ['admin'] };
  const isSecond = identity === 'second approver' || identity.startsWith('same person');
  return parsePolicy(
    'policy.json',
    JSON.stringify({
      approval: { votes: { low: isSecond ? 2 : 1 } },
      people: [
        { name: 'maria', ...maria, roles: [role] },
        ...(identity === 'mapped twice' ? [twin] : []),
      ],
    }),
  );
}

/** Whoever speaks, as the gateway makes a person of them. */
function speaker(identity: Identity, channel: Channel, role: Role, policy: Policy): Person {
  const stranger = identity === 'unknown' ? 'stranger' : undefined;
  const name = identity === 'bot' ? 'renovate[bot]' : stranger;
  switch (channel) {
    case 'token': {
      // A token of nobody carries roles of its own.
      const token = { name: name ?? 'of maria', digest: '', roles: [role] };
      const of = name === undefined ? { person: 'maria' } : {};
      return callerByToken({ ...token, ...of } as never, policy).person;
    }
    case 'oidc': {
      const known = name ?? maria.oidc;
      return callerByIdentity({ subject: known, names: [known], roles: [] } as never, policy)
        .person;
    }
    default:
      return personOf({ channel, names: [name ?? maria[channel]] }, policy);
  }
}

function taskFor(identity: Identity, status: Status): Task {
  const vote = (by: string) => ({ by, via: 'jira', at: '2026-03-02T09:30:00.000Z' });
  const votes =
    identity === 'second approver'
      ? [vote('human:tom')]
      : identity.startsWith('same person')
        ? [vote('human:maria')]
        : [];
  const requester = identity === 'requester' ? 'human:maria' : 'human:ines';
  return { ...standing(status), requester, votes };
}

const someoneDecided: readonly Status[] = [
  ...(['approved', 'executing', 'ci_monitoring', 'fixing_ci', 'completed'] as const),
  ...(['failed', 'escalated', 'rejected', 'cancelled'] as const),
];

/** What is to be answered, written down by hand from what the specification says, and not from how it is done. */
function expected(word: Word, identity: Identity, role: Role, status: Status): string {
  if (identity === 'mapped twice') return 'no such policy';
  if (status === 'unknown') return 'unknown_task';
  const isTrusted = identity !== 'unknown' && identity !== 'bot';
  if (!isTrusted || role === 'viewer' || role === 'operator') return 'not_allowed';
  if (status !== 'awaiting_approval') {
    return someoneDecided.includes(status) ? 'already_decided' : 'wrong_state';
  }
  if (word === 'reject') return 'plan_rejected';
  if (identity === 'requester') return 'self_approval';
  return identity.startsWith('same person') ? 'already_voted' : 'approval_given, plan_approved';
}

function answer(word: Word, identity: Identity, channel: Channel, role: Role, status: Status) {
  let policy: Policy;
  try {
    policy = policyFor(identity, channel, role);
  } catch {
    return 'no such policy';
  }
  const person = speaker(identity, channel, role, policy);
  const command: Command =
    word === 'approve'
      ? { kind: 'approve', person, policy: policy.approval }
      : { kind: 'reject', person, reason: 'no' };
  const decision = decide(command, taskFor(identity, status));
  return decision.kind === 'refused'
    ? decision.code
    : decision.drafts.map(({ type }) => type).join(', ');
}

const answers = new Map<string, string>();

describe.each(channels)('on %s', (channel) => {
  test.each(identities)('a decision by somebody who is %s', (identity) => {
    for (const word of decisions) {
      for (const role of roles) {
        for (const status of statuses) {
          const found = answer(word, identity, channel, role, status);
          expect(found, `${word}, ${role}, ${status}`).toBe(expected(word, identity, role, status));
          answers.set([channel, identity, word, role, status].join(), found);
        }
      }
    }
  });
});

afterAll(() => {
  const tally = Map.groupBy(answers.values(), (found) => found);
  const of = (found: string): number => tally.get(found)?.length ?? 0;
  expect(answers.size).toBe(5 * 7 * 2 * 4 * 18);
  // Two roles that may, two identities that may, five channels, one status: nobody else approves anything.
  expect(of('approval_given, plan_approved')).toBe(2 * 2 * 5);
  expect(of('self_approval')).toBe(2 * 5);
  expect(of('already_voted')).toBe(2 * 5);
  expect(of('plan_rejected')).toBe(2 * 4 * 5);
});
