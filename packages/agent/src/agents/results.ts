import { z } from 'zod';
import { parseSkill } from '../skills/skill.ts';
import { parseAgent, type ResultKind } from './agent-card.ts';

/** Text for people, in Markdown. */
export const Answer = z.object({ text: z.string().min(1).max(20_000) });
/** Text for people, in Markdown. */
export type Answer = z.infer<typeof Answer>;

/** What a review of changes found. */
export const ReviewReport = z.object({
  verdict: z.enum(['fine', 'remarks', 'problems']),
  summary: z.string().min(1).max(4000),
  findings: z
    .array(
      z.object({
        file: z.string(),
        line: z.number().int().positive().optional(),
        severity: z.enum(['blocking', 'minor']),
        problem: z.string().min(1),
        instead: z.string(),
      }),
    )
    .max(30),
});
/** What a review of changes found. */
export type ReviewReport = z.infer<typeof ReviewReport>;

/** Files that a person may take over after reading them; nothing is written anywhere. */
export const Proposal = z.object({
  text: z.string().min(1).max(8000),
  files: z
    .array(z.object({ path: z.string().min(1), content: z.string().min(1).max(20_000) }))
    .min(1)
    .max(8),
});
/** Files that a person may take over after reading them. */
export type Proposal = z.infer<typeof Proposal>;

/** Which agent is to answer, and why. */
export const Route = z.object({ agent: z.string(), why: z.string() });
/** Which agent is to answer, and why. */
export type Route = z.infer<typeof Route>;

/** The schema that belongs to each kind of result. */
export const resultSchemas = {
  answer: Answer,
  review: ReviewReport,
  files: Proposal,
  route: Route,
} as const satisfies Readonly<Record<ResultKind, z.ZodType>>;

/** Why files may not be proposed as they are, or `undefined`: paths stay inside, and skills and agents can be loaded. */
export function proposalFault({ files }: Proposal): string | undefined {
  for (const { path, content } of files) {
    if (path.startsWith('/') || path.includes('\\') || path.split('/').includes('..')) {
      return `${path}: a path within a repository is wanted`;
    }
    try {
      check(path, content);
    } catch (thrown) {
      return (thrown as Error).message;
    }
  }
  return undefined;
}

function check(path: string, content: string): void {
  const skill = /([^/]+)\/SKILL\.md$/.exec(path)?.[1];
  if (skill !== undefined) {
    const nothing = async () => '';
    parseSkill(content, {
      file: path,
      folder: skill,
      origin: 'organisation',
      files: [],
      read: nothing,
    });
  }
  if (/(^|\/)agents\/[^/]+\.md$/.test(path)) parseAgent(content, path);
}
