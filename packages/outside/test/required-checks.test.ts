import { describe, expect, it } from 'vitest';
import { requiredChecks } from '../src/github/required-checks.ts';

const protectedBy = (enforcement_level: string) => ({
  protection: { enabled: true, required_status_checks: { enforcement_level, contexts: ['test'] } },
});
const rules = [
  { type: 'deletion' },
  {
    type: 'required_status_checks',
    parameters: { required_status_checks: [{ context: 'test' }, { context: 'build (20)' }] },
  },
];

describe('what a branch requires', () => {
  it('is what its protection and its rules name, each once', () => {
    expect(requiredChecks(protectedBy('non_admins'), rules)).toEqual(['test', 'build (20)']);
  });

  it('is nothing where the protection is off, or nobody said anything', () => {
    expect(requiredChecks(protectedBy('off'), [])).toEqual([]);
    expect(requiredChecks({ protected: false }, null)).toEqual([]);
    expect(requiredChecks(null, null)).toEqual([]);
  });
});
