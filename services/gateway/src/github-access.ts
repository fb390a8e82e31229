import type { ServiceContext } from '@patchwright/chassis';
import { z } from 'zod';
import type { Config } from './config.ts';
import { count } from './counters.ts';
import type { Intent } from './intent.ts';
import { type AnswerPorts, reply } from './reply.ts';
import { readBody } from './translate/translate.ts';

/** What somebody must be allowed to in a repository before their words count there. */
export const githubAccessLevels = ['write', 'read', 'anyone'] as const;
/** One of `githubAccessLevels`. */
export type GitHubAccess = (typeof githubAccessLevels)[number];

const Words = z.object({ author_association: z.string().optional() });
/** What the webhooks by which people speak have in common. */
const Spoken = z.object({
  repository: z.object({ full_name: z.string() }),
  sender: z.object({ login: z.string() }),
  issue: z.object({ number: z.number() }).optional(),
  pull_request: z.object({ number: z.number() }).optional(),
  comment: Words.optional(),
  review: Words.optional(),
});
type Spoken = z.infer<typeof Spoken>;

/** Webhooks that carry words, or a click that stands for them. */
const SPEAKING: ReadonlySet<string> = new Set([
  'issue_comment',
  'pull_request_review',
  'pull_request_review_comment',
  'check_run',
]);
const ALLOWED: Readonly<Record<Exclude<GitHubAccess, 'anyone'>, readonly string[]>> = {
  write: ['admin', 'maintain', 'write'],
  read: ['admin', 'maintain', 'write', 'triage', 'read'],
};
/** What GitHub says of people who may write, where it cannot be asked. */
const INSIDERS: readonly string[] = ['OWNER', 'MEMBER', 'COLLABORATOR'];
/** GitHub answers within seconds or not at all; the message is then tried again. */
const PATIENCE_MS = 10_000;

/**
 * Whether the words of a webhook count: on GitHub only those of people who may do enough in the repository, since on a public one anybody
 * may comment. GitHub itself is asked; where that cannot be, its word in the webhook counts. Somebody who is not heard is told so once in
 * each conversation. Throws the port's faults.
 */
export async function isHeardOnGitHub(
  { config, log }: Pick<ServiceContext<Config>, 'config' | 'log'>,
  ports: AnswerPorts,
  message: { readonly source: string; readonly kind: string; readonly body: Uint8Array },
  intents: readonly Intent[],
): Promise<boolean> {
  const { githubAccess: access } = config;
  if (message.source !== 'github' || !SPEAKING.has(message.kind)) return true;
  if (intents.length === 0 || access === 'anyone') return true;
  const said = Spoken.parse(readBody('github', message.body));
  if (await mayCommand(access, ports, said)) return true;
  count('intent', 'github: not heard');
  const number = said.issue?.number ?? said.pull_request?.number;
  // A review that only gives a verdict was not meant for us.
  const isMeant = !intents.some((intent) => intent.kind === 'order' && intent.quiet);
  if (isMeant && number !== undefined) {
    const repository = said.repository.full_name;
    const { login } = said.sender;
    const may = access === 'write' ? `write to ${repository}` : `read ${repository}`;
    const told = {
      answer: { kind: 'github', repository, number },
      key: `access/${repository}#${number}/${login}`,
      mood: 'said',
      text: `Thank you, ${login}. Here I follow the words of people who may ${may}: ask one of them to say it.`,
    } as const;
    await reply(ports, told, log);
  }
  return false;
}

async function mayCommand(
  access: Exclude<GitHubAccess, 'anyone'>,
  { github }: AnswerPorts,
  { repository, sender, comment, review }: Spoken,
): Promise<boolean> {
  if (github === undefined) {
    const words = comment ?? review;
    // Only those who may write are shown the buttons of a check.
    return words === undefined || INSIDERS.includes(words.author_association ?? 'NONE');
  }
  const permission = await github.reads.getPermission(
    { repository: repository.full_name, login: sender.login },
    { signal: AbortSignal.timeout(PATIENCE_MS), progress() {} },
  );
  return ALLOWED[access].includes(permission);
}
