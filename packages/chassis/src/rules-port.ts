import { defaultPolicy, type Policy, policyVersion } from '@patchwright/task';
import { readPolicy } from './read-policy.ts';

/** The rules that are in force when a piece of work looks at them. */
export interface Rules {
  readonly policyVersion: string;
  /** What they say; records from before this was looked at have none, and then the default policy holds. */
  readonly policy?: Pick<Policy, 'approval' | 'profiles'>;
}

/** The port by which a service looks at the rules, so that its record says which ones it found. */
export function rulesPort(rules: Rules) {
  return {
    name: 'rules',
    reads: { inForce: async (_input: Readonly<Record<string, never>>): Promise<Rules> => rules },
    writes: {},
  };
}

/** The rules of a policy file; without one, those of the default policy. Throws an Error that names file, line and field. */
export function readRules(path: string | undefined): Rules {
  const policy = path ? readPolicy(path) : defaultPolicy;
  const { approval, profiles } = policy;
  return { policyVersion: policyVersion(policy), policy: { approval, profiles } };
}
