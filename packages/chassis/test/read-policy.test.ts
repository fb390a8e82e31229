import { readFileSync } from 'node:fs';
import {
  approvalPolicy,
  defaultPolicy,
  identityFields,
  policyVersion,
  roles,
} from '@patchwright/task';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parsePolicy } from '../src/index.ts';

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
      expiryHours: 24,
      auto: { enabled: false, paths: [], labels: [], maxRisk: 'low' },
      amendments: 'refuse',
      guardedPathsVotes: 2,
      repositories: {},
    });
  });

  test('may be JSON', () => {
    const json = JSON.stringify({ people: [{ name: 'tom', cli: 'tom', roles: ['admin'] }] });
    expect(parsePolicy('policy.json', json).people).toHaveLength(1);
  });

  test('is strict where nothing is said: nobody is known, high risk needs two', () => {
    expect(defaultPolicy).toEqual({
      approval: approvalPolicy(),
      people: [],
      unknown: 'viewer',
      profiles: {},
    });
    expect(parsePolicy('empty.yaml', '')).toEqual(defaultPolicy);
  });

  test.each([
    [
      'a role that does not exist',
      'people:\n  - name: tom\n    roles: [king]\n',
      'p.yaml:3: people.0.roles.0',
    ],
    [
      'a test profile that asks for the network',
      'profiles:\n  acme/shop: { testCommand: make, network: all }\n',
      'p.yaml:2: profiles.acme/shop.network',
    ],
    ['a field that does not exist', 'approval:\n  vote: 1\n', 'p.yaml:2: approval'],
    ['no votes at all', 'approval:\n  votes: { high: 0 }\n', 'p.yaml:2: approval.votes.high'],
    ['a person without a name', 'people:\n  - roles: [viewer]\n', 'p.yaml:2: people.0.name'],
    ['approvals by anybody', 'unknown: approver\n', 'p.yaml:1: unknown'],
    [
      'a bot among the people',
      'people:\n  - { name: r, github: "renovate[bot]", roles: [approver] }\n',
      'p.yaml:2: people.0.github',
    ],
    [
      'a rule for something that is no repository',
      'approval:\n  repositories: { shop: { selfApproval: true } }\n',
      'p.yaml:2: approval.repositories.shop',
    ],
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

  test('has a version that changes with what an approval needs, and with nothing else', () => {
    const version = policyVersion(policy);
    expect(version).toMatch(/^[0-9a-f]{32}$/);
    expect(policyVersion(parsePolicy('p.yaml', text.replace('ines, roles', 'ina, roles')))).toBe(
      version,
    );
    expect(policyVersion(parsePolicy('p.yaml', `# said anew\n${text}`))).toBe(version);
    expect(policyVersion(parsePolicy('p.yaml', text.replace('high: 2', 'high: 3')))).not.toBe(
      version,
    );
    expect(policyVersion(parsePolicy('p.yaml', text.replace('false', 'true')))).not.toBe(version);
  });
});

describe('the guide to policies', () => {
  const guide = readFileSync(
    new URL('../../../docs/how-to/write-a-policy.md', import.meta.url),
    'utf8',
  );
  const examples = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = '']) => yaml);

  test('has examples, each of which is a policy that says what it seems to', () => {
    expect(examples.length).toBeGreaterThanOrEqual(6);
    for (const [index, example] of examples.entries()) {
      const read = parsePolicy(`example ${index + 1}`, example);
      const said = parse(example) as Record<string, object>;
      expect(read).toMatchObject(said);
    }
  });

  test('names every field of a policy, every role and every channel', () => {
    const { repositories: _, ...approval } = defaultPolicy.approval;
    const fields = [...Object.keys(approval), ...Object.keys(approval.auto)];
    for (const name of [...fields, 'twoWhenCostOverUsd', 'repositories', 'unknown']) {
      expect(guide).toContain(name);
    }
    for (const name of [...roles, ...identityFields]) expect(guide).toContain(`\`${name}\``);
  });
});
