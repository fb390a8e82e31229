import type { Log } from '@patchwright/chassis';
import {
  type CallContext,
  type Intent as Effect,
  messageOf,
  type Write,
} from '@patchwright/faults';
import type { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import type { Answer } from './intent.ts';

/** The ports by which people are answered; one that is not configured answers nobody. */
export interface AnswerPorts {
  readonly github?: ReturnType<typeof githubPort>;
  readonly jira?: ReturnType<typeof jiraPort>;
  readonly slack?: ReturnType<typeof slackPort>;
}

/** What a person is told about their words. */
export interface Told {
  readonly answer: Answer;
  /** What the answer goes by, so that it is given once. */
  readonly key: string;
  /** `done` needs no words where a reaction says it, and is told by what then happens. */
  readonly mood: 'done' | 'refused' | 'said';
  readonly text: string;
}

/** How long an answer may take, in milliseconds; the work that was asked for is done by then. */
const PATIENCE_MS = 5000;

/**
 * Tells a person what came of their words, where they said them. Given at most once; when it cannot be given, that is logged and left,
 * since what they asked for is decided already.
 */
export async function reply(ports: AnswerPorts, told: Told, log: Log): Promise<void> {
  try {
    await give(ports, told);
  } catch (thrown) {
    log.warn(
      { answer: told.answer.kind, reason: messageOf(thrown) },
      'a person could not be answered',
    );
  }
}

/** The text of an answer on Slack: `&`, `<` and `>` would be markup there. */
export function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function give({ github, jira, slack }: AnswerPorts, told: Told): Promise<void> {
  const { answer, mood, key, text } = told;
  switch (answer.kind) {
    case 'nobody':
      return;
    case 'github': {
      if (github === undefined) return;
      const { repository, number, commentId } = answer;
      if (mood !== 'done') {
        const body = asMarkdown(text);
        await ensure(github.writes.ensureComment, { key, repository, number, body });
      } else if (commentId !== undefined) {
        const input = { key, repository, commentId, content: 'eyes' } as const;
        await ensure(github.writes.ensureReaction, input);
      }
      return;
    }
    case 'jira':
      if (jira === undefined || mood === 'done') return;
      await ensure(jira.writes.ensureComment, { key, ticket: answer.ticket, body: text });
      return;
    case 'slack':
      await respond(answer.responseUrl, text, mood);
      return;
    case 'slack-thread':
      if (slack === undefined) return;
      await ensure(slack.writes.ensureMessage, {
        key,
        channel: answer.channel,
        threadTs: answer.ts,
        text: slackText(text),
      });
  }
}

/** Only the person who clicked or wrote sees it. */
async function respond(responseUrl: string, text: string, mood: Told['mood']): Promise<void> {
  if (!URL.canParse(responseUrl)) return;
  const response = await fetch(responseUrl, {
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      response_type: 'ephemeral',
      replace_original: false,
      text: `${mood === 'refused' ? ':warning: ' : ''}${slackText(text)}`,
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the response address answered ${response.status}`);
}

async function ensure<Input extends Effect, Receipt>(
  write: Write<Input, Receipt>,
  input: Input,
): Promise<void> {
  const context: CallContext = { signal: AbortSignal.timeout(PATIENCE_MS), progress() {} };
  if ((await write.probe(input, context)) === undefined) await write.perform(input, context);
}

/** One paragraph a line; nobody is called by name, and nothing is markup. */
function asMarkdown(text: string): string {
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return text.includes('\n')
    ? `${fence}text\n${text}\n${fence}`
    : text.replace(/[<>@`[\]!*_\\]/g, '\\$&');
}
