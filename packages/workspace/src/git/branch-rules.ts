import { NeedsHuman, Terminal } from '@patchwright/faults';
import { hasControls } from './path-refusal.ts';

function matches(pattern: string, branch: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(branch);
}

/** Whether a branch is one of the protected ones; `*` in a pattern stands for any text. */
export function isProtectedBranch(branch: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(pattern, branch));
}

// The rules of git-check-ref-format, and no leading dash.
const BAD_BRANCH = /^[-/.]|\.\.|@\{|[ ~^:?*[\\]|\/\/|\/\.|\.lock(\/|$)|[/.]$|^@$|^HEAD$|^refs\//;

/** Throws Terminal when this cannot be the name of a branch, NeedsHuman when the branch is protected. */
export function demandBranch(branch: string, protectedBranches: readonly string[]): void {
  if (branch === '' || branch.length > 200 || hasControls(branch) || BAD_BRANCH.test(branch)) {
    throw new Terminal(`${JSON.stringify(branch)} cannot be the name of a branch.`);
  }
  if (isProtectedBranch(branch, protectedBranches)) {
    throw new NeedsHuman(`${branch} is a protected branch; nothing is pushed to it.`, {
      diagnosis: `The work was about to push to ${branch}, which the configuration protects (${protectedBranches.join(', ')}). Nothing was sent.`,
    });
  }
}
