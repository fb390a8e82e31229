import type { Sign } from './sign.ts';

const category = 'security';

/** A scanner found what it looks for. An install that merely counts vulnerabilities is not one. */
export const securitySigns: readonly Sign[] = [
  {
    category,
    tool: 'npm audit',
    ran: /\b(?:npm|pnpm|yarn)\b.* audit\b(?! fix)/,
    says: [/^[1-9]\d* (?:(?:low|moderate|high|critical) severity )?vulnerabilit(?:y|ies)\b/m],
    tells: /^Severity: |GHSA-|vulnerabilit/,
  },
  {
    category,
    tool: 'pip-audit',
    says: [/^Found [1-9]\d* known vulnerabilit(?:y|ies) in \d+ package/m],
    tells: /^Found |\b(?:GHSA|PYSEC|CVE)-/,
  },
  {
    category,
    tool: 'govulncheck',
    says: [/^Your code is affected by [1-9]\d* vulnerabilit/m],
    tells: /^Vulnerability #|^Your code|(?:Found|Fixed) in:/,
  },
  {
    category,
    tool: 'cargo audit',
    says: [/^error: [1-9]\d* vulnerabilit(?:y|ies) found!/m],
    tells: /^(?:Crate|Version|Title|ID|Solution):|^error:/,
  },
  {
    category,
    tool: 'cargo deny',
    ran: /\bcargo deny\b/,
    says: [/^error\[(?:vulnerability|unmaintained|unsound|yanked|rejected)\]: /m],
  },
  {
    category,
    tool: 'trivy',
    ran: /\btrivy\b/,
    says: [/^Total: [1-9]\d* \(/m],
    tells: /^Total: |\bCVE-\d/,
  },
  { category, tool: 'bandit', says: [/^>> Issue: \[B\d+:/m], tells: /^>> Issue: |^\s+Location: / },
  { category, tool: 'gitleaks', says: [/^.*\bleaks found: [1-9]/m] },
  {
    category,
    tool: 'dependency review',
    says: [/^Dependency review detected vulnerable packages/m],
  },
];
