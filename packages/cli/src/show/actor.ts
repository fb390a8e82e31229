/** Who is behind an event, as people say it: `maria (slack)` for `human:slack:maria`, `planner` for `agent:planner`. */
export function actorName(actor: string): string {
  const [kind, channel, ...name] = actor.split(':');
  if (kind !== 'human') return [channel, ...name].join(':') || actor;
  return name.length === 0 ? (channel ?? actor) : `${name.join(':')} (${channel})`;
}
