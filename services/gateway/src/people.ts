import type { Person } from '@patchwright/task';
import type { Speaker } from './intent.ts';
import type { Policy } from './policy.ts';

/**
 * Who speaks, with the roles that the policy gives them. Somebody known is one actor (`human:maria`) on every channel, so that two
 * channels never make two votes; somebody unknown goes by their channel's name (`human:slack:U0TOM`).
 */
export function personOf(speaker: Speaker, policy: Policy): Person {
  const names = speaker.names.map((name) => name.toLowerCase());
  const known = policy.people.find((person) => {
    const there = person[speaker.channel];
    return there !== undefined && names.includes(there.toLowerCase());
  });
  const via = speaker.channel;
  if (known !== undefined) return { actor: `human:${known.name}`, via, roles: known.roles };
  return {
    actor: `human:${speaker.channel}:${speaker.names[0] ?? 'unknown'}`,
    via,
    roles: [policy.unknown],
  };
}
