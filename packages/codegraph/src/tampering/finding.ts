/** The ways in which a change can make tests say less than they did. */
export const cheats = [
  'test-deleted',
  'test-renamed',
  'test-disabled',
  'test-focused',
  'assertion-removed',
  'assertion-changed',
  'test-changed',
  'frozen-test-changed',
  'surroundings-changed',
  'support-changed',
  'test-file-broken',
  'snapshot-changed',
  'test-configuration',
  'coverage-threshold',
  'test-command',
  'workflow-changed',
  'check-suppressed',
  'runner-replaced',
  'knows-of-tests',
  'early-exit',
] as const;
/** One of `cheats`. */
export type Cheat = (typeof cheats)[number];

/** One way in which a change weakens the proof. */
export interface Finding {
  readonly cheat: Cheat;
  readonly path: string;
  /** What was found, in words for whoever tries again. */
  readonly detail: string;
}

/** A file before and after a change; `null` where it is not there. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Findings in a few lines, for a model or a person. */
export function findingsText(findings: readonly Finding[]): string {
  return findings.map(({ cheat, path, detail }) => `${path}: ${detail} (${cheat})`).join('\n');
}
