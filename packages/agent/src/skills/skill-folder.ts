import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSkill, type Skill, type SkillOrigin } from './skill.ts';

/** Where the skills that come with Patchwright lie. */
export const OWN_SKILLS: string = fileURLToPath(new URL('../../../../skills/', import.meta.url));

/**
 * Every skill of a folder of skills, by name. A folder without `SKILL.md` is none. Throws an Error that names each file that cannot be
 * read as a skill, or the folder when it is not there.
 */
export function readSkillFolder(folder: string, origin: SkillOrigin): readonly Skill[] {
  if (!existsSync(folder)) throw new Error(`there is no folder of skills ${folder}`);
  const faults: string[] = [];
  const skills = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'SKILL.md')))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      try {
        return [readOne(join(folder, entry.name), entry.name, origin)];
      } catch (thrown) {
        faults.push((thrown as Error).message);
        return [];
      }
    });
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return skills;
}

function readOne(root: string, folder: string, origin: SkillOrigin): Skill {
  const file = join(root, 'SKILL.md');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== 'SKILL.md')
    .sort();
  return parseSkill(readFileSync(file, 'utf8'), {
    file,
    folder,
    origin,
    files,
    read: (path) => readFile(join(root, path), 'utf8'),
  });
}
