import type { Files } from '../desk.ts';
import { readRepositorySkills } from './repository-skills.ts';
import { type Shelf, stack } from './shelf.ts';
import type { SkillsConfig } from './skill-settings.ts';

/**
 * The skills for work on a repository: the organisation's, then those of the repository's base, then ours. `tree` is the tree of the
 * base, never one of a task's own branch.
 */
export async function gatherSkills(
  files: Pick<Files, 'listFiles' | 'readFile'>,
  base: { readonly repository: string; readonly tree: string },
  { organisation, own }: SkillsConfig,
): Promise<Shelf> {
  const { skills } = await readRepositorySkills(files, base);
  return stack(organisation, skills, own);
}
