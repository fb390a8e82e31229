import type { Person, Role } from '../src/index.ts';

/** A person on Slack with one role. */
export function person(name: string, role: Role): Person {
  return { actor: `human:slack:${name}`, via: 'slack', roles: [role] };
}

export const ines = person('ines', 'operator');
export const maria = person('maria', 'approver');
export const tom = person('tom', 'approver');
export const viewer = person('vera', 'viewer');
export const admin = person('ada', 'admin');
