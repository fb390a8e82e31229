/** What the names of the branches that we make begin with. */
export const OWN_BRANCHES = 'agent/';

/** Whether a branch may belong to a task of ours, by its name. */
export function isOwnBranch(branch: string | null | undefined): branch is string {
  return branch?.startsWith(OWN_BRANCHES) === true;
}
