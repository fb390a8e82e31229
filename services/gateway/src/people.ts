import type { Person, Policy } from '@patchwright/task';
import type { Speaker } from './intent.ts';

/**
 * Who speaks, with the roles that the policy gives them. Somebody known is one actor (`human:maria`) on every channel, so that two
 * channels never make two votes; somebody unknown goes by their channel's name (`human:slack:U0TOM`). A bot has no roles at all.
 */
export function personOf(speaker: Speaker, policy: Policy): Person {
  const names = speaker.names.map((name) => name.toLowerCase());
  if (names.some((name) => name.endsWith('[bot]'))) return { ...unknown(speaker), roles: [] };
  const known = policy.people.find((person) => {
    const there = person[speaker.channel];
    return there !== undefined && names.includes(there.toLowerCase());
  });
  const via = speaker.channel;
  if (known !== undefined) return { actor: `human:${known.name}`, via, roles: known.roles };
  return { ...unknown(speaker), roles: [policy.unknown] };
}

function unknown({ channel, names }: Speaker): Omit<Person, 'roles'> {
  return { actor: `human:${channel}:${names[0] ?? 'unknown'}`, via: channel };
}
