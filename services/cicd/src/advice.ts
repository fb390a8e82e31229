import type { CheckFailure } from '@patchwright/events';

/** What a kind of failure means to the person who is asked. */
export interface Advice {
  /** What failed, in a few words. */
  readonly what: string;
  /** What it most likely comes from. */
  readonly cause: string;
  /** What to do next. */
  readonly next: string;
}

const AGAIN = 'Run the failed jobs again.';

const BY_CATEGORY: Readonly<Record<string, Advice>> = {
  permission: {
    what: 'a missing permission',
    cause: 'The account or token that CI runs with may not do what was tried.',
    next: "Grant it (a workflow's `permissions:`, a registry's token, a file's mode), then run the failed jobs again.",
  },
  infrastructure: {
    what: 'trouble of the machine',
    cause: 'The runner, the network or a server failed; the change itself may be fine.',
    next: AGAIN,
  },
  security: {
    what: 'a security finding',
    cause: 'A scanner knows a weakness in a dependency, or dislikes a construct in the code.',
    next: 'Decide whether to upgrade, to change the code, or to accept the finding where the scanner is configured.',
  },
  import: {
    what: 'something that cannot be found',
    cause:
      'A module or name is imported that is not installed, not exported, or spelt in another way.',
    next: 'Add the dependency, or mend the import.',
  },
  compile: {
    what: 'code that does not build',
    cause: 'A file cannot be read or compiled as it stands on the branch.',
    next: 'Mend the first place that the log names: later errors often follow from it.',
  },
  test: {
    what: 'failing tests',
    cause:
      'The code does something else than a test expects, here though not where the work was verified.',
    next: 'Run the named test on the branch: either the change or the expectation is wrong, or the test depends on its surroundings.',
  },
  types: {
    what: 'types that do not fit',
    cause: 'A value is used as a type that it is not declared to be.',
    next: 'Mend the first place that the log names, in the declaration or in the use.',
  },
  lint: {
    what: 'findings of a linter',
    cause: 'The code breaks a rule of the repository that no command mends by itself.',
    next: 'Change the named places, or the rule.',
  },
  format: {
    what: 'formatting',
    cause: "The files are not laid out as the repository's formatter would.",
    next: 'Run the formatter with the version and settings that CI uses.',
  },
  gate: {
    what: 'a check that collects others',
    cause: 'It failed because another check did, which is not among the failures of this commit.',
    next: 'Look at the checks that it needs.',
  },
  unbegun: {
    what: 'a required check that never began',
    cause: 'The base branch requires it by this name, and nothing reported one for this commit.',
    next: 'See that what reports it runs for this branch, or that the branch requires the name that it has now.',
  },
  unended: {
    what: 'a check that has not ended',
    cause: 'It waits for a runner or for an approval, or it hangs.',
    next: 'Open the check: allow it, cancel it, or run it again.',
  },
  unknown: {
    what: 'something that no known tool names',
    cause: 'What it printed or said last is below; nothing is concluded from it.',
    next: 'Read the whole log, or the page of the check.',
  },
};

const BY_TOOL: Readonly<Record<string, Partial<Advice>>> = {
  'infrastructure/network': { cause: 'A server that CI needs did not answer, or refused.' },
  'infrastructure/disk': {
    cause: "The runner's disk is full.",
    next: 'Free room on the runner, or let the job leave less behind, then run it again.',
  },
  'infrastructure/memory': {
    cause: 'A process was killed or gave up for want of memory.',
    next: 'Run it again on a larger runner, or let it use less.',
  },
  'infrastructure/timeout': {
    cause: 'It took longer than it may: something hangs, or the limit is too low.',
    next: 'Find what it was doing at the end of the log.',
  },
  'infrastructure/cancelled': {
    cause: 'A person or a newer run cancelled it, and nobody ran it again since.',
    next: 'Run it again if it was not meant to be cancelled.',
  },
  'infrastructure/stale': {
    what: 'a check that nobody ended',
    cause: 'Whoever began it never said how it ended, and GitHub gave it up.',
    next: 'See that what reports it works, and run it again.',
  },
  'infrastructure/startup': {
    what: 'a workflow that could not begin',
    cause:
      'Its file cannot be read as a workflow, or names an action, a workflow or a runner that is not to be had.',
    next: 'Open the run: it says which. Mend the workflow, or undo what broke it.',
  },
  'permission/approval': {
    what: 'something that a person has to allow',
    cause: 'The run or the app waits for somebody with write access to say that it may go on.',
    next: 'Open the check, read what it asks for, and allow it there if it may go on.',
  },
  'import/npm': dependencies('`npm install`'),
  'import/pnpm and yarn': dependencies('the package manager'),
  'import/pip': dependencies('`pip install`'),
};

/** What is to be said of a failure. */
export function adviceFor({ category, tool }: CheckFailure): Advice {
  const general = BY_CATEGORY[category] ?? (BY_CATEGORY.unknown as Advice);
  return { ...general, ...BY_TOOL[`${category}/${tool}`] };
}

function dependencies(by: string): Partial<Advice> {
  return {
    what: 'dependencies that cannot be installed',
    cause:
      'A version does not exist, versions exclude each other, or the lock file is out of step.',
    next: `Mend the versions, run ${by} on the branch, and commit the lock file.`,
  };
}
