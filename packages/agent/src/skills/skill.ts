import { z } from 'zod';
import { MarkdownName, readFronted, Words } from '../front-matter.ts';

/** Whose a skill is: what an organisation says goes before what a repository says, and that before ours. */
export type SkillOrigin = 'organisation' | 'repository' | 'patchwright';

/** How something is done well: a folder with a `SKILL.md` and whatever that refers to. */
export interface Skill {
  readonly name: string;
  /** What it is for and when to use it: the one thing of it that always stands in a prompt. */
  readonly description: string;
  /** The agents that it is offered to, by role or name; all of them when it names none. */
  readonly roles: readonly string[];
  /** The schemas of what comes out, by name: several where different agents hand in differently. */
  readonly outputs: readonly string[];
  readonly body: string;
  readonly origin: SkillOrigin;
  /** Other files of its folder, by their path in it. */
  readonly files: readonly string[];
  /** The text of one of them. */
  readonly read: (file: string) => Promise<string>;
}

const FrontMatter = z.strictObject({
  name: MarkdownName,
  description: z.string().min(20, 'says what it is for and when to use it').max(1024),
  license: z.string().exactOptional(),
  compatibility: z.string().exactOptional(),
  'allowed-tools': Words.exactOptional(),
  metadata: z
    .looseObject({ roles: Words.exactOptional(), output: Words.exactOptional() })
    .default({}),
});

/** Characters of a skill's text: more would crowd out what the agent works on. */
const LONGEST_BODY = 20_000;

/** Where a skill was found, and how the other files of its folder are read. */
export interface SkillPlace {
  /** The path of its `SKILL.md`, for faults. */
  readonly file: string;
  /** The name of its folder, which must be its own. */
  readonly folder: string;
  readonly origin: SkillOrigin;
  readonly files: readonly string[];
  readonly read: (file: string) => Promise<string>;
}

/** Reads a `SKILL.md`. Throws an Error that names the file and what is wrong. */
export function parseSkill(text: string, place: SkillPlace): Skill {
  const { front, body } = readFronted(place.file, text, FrontMatter);
  if (front.name !== place.folder) {
    throw new Error(`${place.file}: name: is "${front.name}", but its folder is "${place.folder}"`);
  }
  if (body.length > LONGEST_BODY) {
    throw new Error(
      `${place.file}: ${body.length} characters are more than ${LONGEST_BODY}: move details into files beside it`,
    );
  }
  const { roles = [], output: outputs = [] } = front.metadata;
  return {
    name: front.name,
    description: front.description.replace(/\s+/g, ' ').trim(),
    roles,
    outputs,
    body,
    origin: place.origin,
    files: place.files,
    read: place.read,
  };
}
