import { z } from 'zod';

/** How a repository is tested before anything of it is pushed: said outside the repository, so that no change can weaken it. */
export const TestProfile = z.strictObject({
  testCommand: z.string().min(1),
  /** Runs before the tests, in the same checkout. */
  setup: z.string().min(1).optional(),
  /** What the tests may reach. */
  network: z.literal('none').default('none'),
  timeoutMinutes: z.number().positive().max(240).default(30),
});
export type TestProfile = z.output<typeof TestProfile>;

/** The test profiles of a policy by `owner/name`; that of `*` holds for every other repository. */
export const TestProfiles = z
  .record(
    z.string().regex(/^(\*|[\w.-]+\/[\w.-]+)$/, 'must be owner/name, or * for every other one'),
    TestProfile,
  )
  .default({});

/** The profile by which a repository is tested; `undefined` when the plan's own command is all there is. */
export function profileFor(
  profiles: Readonly<Record<string, TestProfile>> | undefined,
  repository: string,
): TestProfile | undefined {
  if (profiles === undefined) return undefined;
  return Object.hasOwn(profiles, repository) ? profiles[repository] : profiles['*'];
}

/** The command of a profile: its set-up, and the tests if that succeeds. */
export function commandOfProfile({ setup, testCommand }: TestProfile): string {
  return setup === undefined ? testCommand : `( ${setup}\n) && ( ${testCommand}\n)`;
}
