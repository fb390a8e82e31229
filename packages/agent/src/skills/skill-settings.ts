import type { Skill } from './skill.ts';
import { OWN_SKILLS, readSkillFolder } from './skill-folder.ts';

/** The skills of an installation: those that an organisation adds or puts in place of ours, and ours. */
export interface SkillsConfig {
  readonly organisation: readonly Skill[];
  readonly own: readonly Skill[];
}

/**
 * The skills that lie on this machine: an organisation's in the folder that `PATCHWRIGHT_SKILLS` names (a checkout of a repository of
 * theirs, for example), and ours. Throws an Error that names what cannot be read.
 */
export function readSkillSettings(
  environment: Readonly<Record<string, string | undefined>>,
): SkillsConfig {
  const folder = environment.PATCHWRIGHT_SKILLS;
  return {
    organisation: folder ? readSkillFolder(folder, 'organisation') : [],
    own: readSkillFolder(OWN_SKILLS, 'patchwright'),
  };
}
