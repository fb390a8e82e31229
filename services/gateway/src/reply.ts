import { type Claim, createTurns, type Log, madeOnce } from '@patchwright/chassis';
import {
  type CallContext,
  type Intent as Effect,
  messageOf,
  type Write,
} from '@patchwright/faults';
import {
  type githubPort,
  type jiraPort,
  outgoingMrkdwn,
  type slackPort,
} from '@patchwright/outside';
import type { Answer } from './intent.ts';

/** The ports by which people are answered; one that is not configured answers nobody. */
export interface AnswerPorts {
  readonly github?: ReturnType<typeof githubPort>;
  readonly jira?: ReturnType<typeof jiraPort>;
  readonly slack?: ReturnType<typeof slackPort>;
  /** By which several gateways give an answer once; without it this is the only one. */
  readonly claim?: Claim;
  /** Hosts that addresses in answers may lead to where no port sends them; none without it. */
  readonly linkHosts?: readonly string[];
}

/** What a person is told about their words. */
export interface Told {
  readonly answer: Answer;
  /** What the answer goes by, so that it is given once. */
  readonly key: string;
  readonly mood: 'done' | 'refused' | 'said';
  readonly text: string;
}

const inTurn = createTurns();

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

/**
 * Shows at once that words were heard, where the channel has a way: eyes on the comment or message. A slash command was answered when
 * it was taken in. Never throws: what was asked for is done all the same.
 */
export async function acknowledge(
  { github, slack }: AnswerPorts,
  answer: Answer,
  key: string,
  log: Log,
): Promise<void> {
  try {
    if (answer.kind === 'github' && answer.commentId !== undefined && github !== undefined) {
      const { repository, commentId } = answer;
      const input = { key, repository, commentId, content: 'eyes' } as const;
      await github.writes.ensureReaction.perform(input, patience());
    }
    if (answer.kind === 'slack-thread' && answer.said !== undefined && slack !== undefined) {
      const input = { key, channel: answer.channel, ts: answer.said, name: 'eyes' };
      await slack.writes.ensureReaction.perform(input, patience());
    }
  } catch (thrown) {
    log.warn(
      { answer: answer.kind, reason: messageOf(thrown) },
      'a person could not be shown eyes',
    );
  }
}

/** The text of an answer on Slack: `&`, `<` and `>` would be markup there. */
export function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function give(
  { github, jira, slack, linkHosts = [], claim }: AnswerPorts,
  told: Told,
): Promise<void> {
  const { answer, mood, key, text } = told;
  switch (answer.kind) {
    case 'nobody':
      return;
    case 'github': {
      if (github === undefined) return;
      const { repository, number, thread } = answer;
      const comment = { key, repository, number, body: asMarkdown(text) };
      if (thread === undefined) await ensure(github.writes.ensureComment, comment, claim);
      else await ensure(github.writes.ensureReviewReply, { ...comment, commentId: thread }, claim);
      return;
    }
    case 'jira':
      if (jira === undefined) return;
      await ensure(
        jira.writes.ensureComment,
        { key, ticket: answer.ticket, body: asWiki(text) },
        claim,
      );
      return;
    case 'slack':
      // Nothing can be looked up there, so whoever claims the answer gives it.
      if (claim !== undefined && !(await claim(`answer/${key}`)).isMine) return;
      await respond(answer.responseUrl, outgoingMrkdwn(slackText(text), linkHosts), mood);
      return;
    case 'slack-thread':
      if (slack === undefined) return;
      await ensure(
        slack.writes.ensureMessage,
        {
          key,
          channel: answer.channel,
          threadTs: answer.ts,
          text: slackText(text),
        },
        claim,
      );
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
      text: `${mood === 'refused' ? ':warning: ' : ''}${text}`,
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the response address answered ${response.status}`);
}

/** Makes an effect unless it is there already; two that go by the same key are made one after the other. Throws the port's faults, and what an abort throws when it takes too long. */
export async function ensure<Input extends Effect, Receipt>(
  write: Write<Input, Receipt>,
  input: Input,
  claim: Claim = async (_, at = 0) => ({ isMine: true, at: at + 1 }),
): Promise<void> {
  await inTurn(input.key, async () => {
    const context = patience();
    if ((await write.probe(input, context)) !== undefined) return;
    await madeOnce(write, claim, ({ key }) => `answer/${key}`).perform(input, context);
  });
}

function patience(): CallContext {
  return { signal: AbortSignal.timeout(PATIENCE_MS), progress() {} };
}

/** Several lines stand as they are; a single one is a sentence in which nothing is markup, and no line begins with words to us. */
function asWiki(text: string): string {
  return text.includes('\n')
    ? `{noformat}\n${text.replaceAll('{noformat}', '(noformat)')}\n{noformat}`
    : text.replace(/[\\{}[\]!|]/g, '\\$&').replaceAll('@', '@\u200B');
}

/** One paragraph a line; nobody is called by name, and nothing is markup. */
function asMarkdown(text: string): string {
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return text.includes('\n')
    ? `${fence}text\n${text}\n${fence}`
    : text.replace(/[<>@`[\]!*_\\]/g, '\\$&');
}
