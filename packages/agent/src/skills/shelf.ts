import { z } from 'zod';
import type { Tool } from '../agent.ts';
import type { Skill } from './skill.ts';

/** Skills by name, of which each name has one: the first that was put there. */
export interface Shelf {
  readonly skills: readonly Skill[];
}

/** Layers of skills, the weightiest first: what a layer has, no later one replaces. */
export function stack(...layers: readonly (readonly Skill[])[]): Shelf {
  const byName = new Map<string, Skill>();
  for (const skill of layers.flat()) {
    if (!byName.has(skill.name)) byName.set(skill.name, skill);
  }
  return { skills: [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

/** What an agent is given of a shelf: a section for its instructions, and the tool that reads on. Both empty when nothing is for it. */
export interface Skillset {
  readonly section: string;
  // biome-ignore lint/suspicious/noExplicitAny: tools differ in their input; each is typed where it is defined
  readonly tools: readonly Tool<any>[];
}

/** The skills for an agent, by its role or name, or those that are named: names and descriptions now, texts and files when it asks. */
export function skillsFor(role: string, shelf: Shelf, named?: readonly string[]): Skillset {
  const offered = shelf.skills.filter((skill) =>
    named === undefined
      ? skill.roles.length === 0 || skill.roles.includes(role)
      : named.includes(skill.name),
  );
  if (offered.length === 0) return { section: '', tools: [] };
  const lines = offered.map(({ name, description }) => `- ${name}: ${description}`);
  const section = `## Skills\n\nRead a skill with \`read_skill\` before you do what it is for.\n\n${lines.join('\n')}`;
  return { section, tools: [readSkill(offered)] };
}

/** Instructions with the section of skills behind them. */
export function withSkills(instructions: string, { section }: Skillset): string {
  return section === '' ? instructions : `${instructions}\n\n${section}`;
}

function readSkill(offered: readonly Skill[]): Tool<{ name: string; file?: string | undefined }> {
  const names = offered.map(({ name }) => name).join(', ');
  return {
    name: 'read_skill',
    description: `Reads how something is done well: the text of a skill, or a file that its text refers to. There are: ${names}.`,
    input: z.object({ name: z.string(), file: z.string().optional() }),
    async run({ name, file }) {
      const skill = offered.find((one) => one.name === name);
      if (skill === undefined) throw new Error(`there is no skill ${name}; there are ${names}`);
      if (file !== undefined) {
        if (!skill.files.includes(file)) {
          throw new Error(
            `${name} has no file ${file}; it has ${skill.files.join(', ') || 'none'}`,
          );
        }
        return skill.read(file);
      }
      const more = skill.files.length === 0 ? '' : `\n\nFiles: ${skill.files.join(', ')}`;
      return `${skill.body}${more}`;
    },
  };
}
