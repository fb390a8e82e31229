import type { Files } from '../desk.ts';
import { parseSkill, type Skill, type SkillOrigin } from './skill.ts';

/** Where a repository keeps skills of its own. */
export const REPOSITORY_SKILLS = '.patchwright/skills/';

const MOST_SKILLS = 40;
const LARGEST_BYTES = 64 * 1024;

/** The skills of a repository, and what could not be read as one. */
export interface FoundSkills {
  readonly skills: readonly Skill[];
  readonly faults: readonly string[];
}

/**
 * The skills below `folder` of a tree of a repository. Give the tree of the base that people review, never one of a task's own branch:
 * whoever writes a skill instructs the agents. A skill that cannot be read is passed by and named in `faults`, since a mistake in it
 * must not stop the work.
 */
export async function readRepositorySkills(
  files: Pick<Files, 'listFiles' | 'readFile'>,
  at: { readonly repository: string; readonly tree: string },
  { folder = REPOSITORY_SKILLS, origin = 'repository' as SkillOrigin } = {},
): Promise<FoundSkills> {
  const below = (await files.listFiles(at)).filter(
    ({ path, size }) => path.startsWith(folder) && size <= LARGEST_BYTES,
  );
  const skills: Skill[] = [];
  const faults: string[] = [];
  const roots = below.flatMap(
    ({ path }) => /^([^/]+)\/SKILL\.md$/.exec(path.slice(folder.length))?.[1] ?? [],
  );
  for (const name of roots.sort().slice(0, MOST_SKILLS)) {
    const root = `${folder}${name}/`;
    const read = async (file: string) => {
      const text = await files.readFile({ ...at, path: root + file });
      if (text === null) throw new Error(`${root}${file} is no text file`);
      return text;
    };
    try {
      const text = await read('SKILL.md');
      const own = below
        .map(({ path }) => path)
        .filter((path) => path.startsWith(root) && path !== `${root}SKILL.md`)
        .map((path) => path.slice(root.length));
      skills.push(
        parseSkill(text, { file: `${root}SKILL.md`, folder: name, origin, files: own, read }),
      );
    } catch (thrown) {
      // Faults of the world have classes of their own and are not about the skill.
      if (!(thrown instanceof Error) || Object.getPrototypeOf(thrown) !== Error.prototype) {
        throw thrown;
      }
      faults.push(thrown.message);
    }
  }
  return { skills, faults };
}
