import { setTimeout as pause } from 'node:timers/promises';
import { createTurns, type RecordedWorld, type Work } from '@patchwright/chassis';
import { isFault, Retryable, Terminal } from '@patchwright/faults';
import type { GitHub, Jira, ReviewComment, Slack } from '@patchwright/outside';
import { decide } from './decide.ts';
import type { Effect, House } from './effects.ts';
import { approvalMessage } from './render/approval-message.ts';
import { changesOf } from './render/plan-changes.ts';

/** What the notifier may touch. */
export interface NotifierWorld extends RecordedWorld {
  readonly github: GitHub;
  readonly jira: Jira;
  readonly slack: Slack;
}

/** How often, and after which pause, a message that another piece of work is posting right now is looked for. */
const LOOKS = 4;
const LOOK_MS = 750;

// Two pieces of work about one task at once could both find that its one comment is not there yet.
const inTurn = createTurns();

/** Tells people about an event, wherever they are. States nothing. A system that refuses does not keep the others from being told. */
export async function* tell(work: Work, world: NotifierWorld, house: House): AsyncGenerator<never> {
  const { cause, task, history } = work;
  if (cause === undefined) return;
  const effects = decide(cause, history, task, house);
  await inTurn(`${task.tenant}/${task.id}`, () => carryOutAll(effects, work, world));
  yield* [];
}

async function carryOutAll(
  effects: readonly Effect[],
  work: Work,
  world: NotifierWorld,
): Promise<void> {
  const faults: unknown[] = [];
  for (const system of ['github', 'jira', 'slack'] as const) {
    try {
      for (const effect of effects.filter((one) => systemOf(one) === system)) {
        await carryOut(effect, work, world);
      }
    } catch (thrown) {
      if (!isFault(thrown)) throw thrown;
      faults.push(thrown);
    }
  }
  // What may pass is tried again; what was told by then is not told twice.
  const worst = faults.find((fault) => fault instanceof Retryable) ?? faults[0];
  if (worst !== undefined) throw worst;
}

function systemOf(effect: Effect): 'github' | 'jira' | 'slack' {
  switch (effect.to) {
    case 'sticky-comment':
    case 'pull-request':
    case 'issue-comment':
    case 'check-run':
    case 'review-replies':
    case 'merged-branch':
      return 'github';
    case 'ticket-comment':
    case 'ticket-link':
    case 'ticket-status':
      return 'jira';
    default:
      return 'slack';
  }
}

async function carryOut(effect: Effect, work: Work, world: NotifierWorld): Promise<void> {
  const { github, jira, slack } = world;
  switch (effect.to) {
    case 'sticky-comment': {
      const { to: _, ...input } = effect;
      await github.ensureStickyComment(input);
      return;
    }
    case 'pull-request': {
      const { to: _, ...input } = effect;
      await github.ensurePullRequestSection(input);
      return;
    }
    case 'issue-comment': {
      const { to: _, ...input } = effect;
      await github.ensureComment(input);
      return;
    }
    case 'check-run': {
      const { to: _, ...input } = effect;
      await github.ensureCheckRun(input);
      return;
    }
    case 'review-replies':
      await answerReviews(effect, github);
      return;
    case 'merged-branch': {
      const { to: _, ...input } = effect;
      await github.ensureMergedBranchGone(input);
      return;
    }
    case 'ticket-comment': {
      const { to: _, ...input } = effect;
      await jira.ensureComment(input);
      return;
    }
    case 'ticket-link': {
      const { to: _, ...input } = effect;
      await jira.ensureRemoteLink(input);
      return;
    }
    case 'ticket-status': {
      const { key, ticket, status } = effect;
      await jira.ensureTransition({ key, ticket, to: status });
      return;
    }
    case 'slack-message': {
      const { to: _, ...input } = effect;
      await slack.ensureMessage(input);
      return;
    }
    case 'slack-update': {
      const { to: _, ...input } = effect;
      const root = await rootOf(effect, work, world);
      // A message that was only posted now shows the present state already.
      if (!root.isNew) await slack.ensureUpdate(input);
      return;
    }
    case 'slack-plan':
      await showPlan(effect, work, world);
      return;
    case 'slack-thread': {
      const { key, text, broadcast } = effect;
      const { channel, ts } = await rootOf(effect, work, world);
      await slack.ensureMessage({ key, channel, text, broadcast, threadTs: ts });
    }
  }
}

/** Answers in every thread in which one of the wishes was said, once in each. Throws the port's faults. */
export async function answerReviews(
  { key, repository, number, wishes, body }: Extract<Effect, { to: 'review-replies' }>,
  github: Pick<GitHub, 'listReviewComments' | 'ensureReviewReply'>,
): Promise<void> {
  const comments = await github.listReviewComments({ repository, number });
  const wanted = wishes.map(withoutSpace).filter((wish) => wish !== '');
  const threads = comments
    .filter((comment) => wanted.some((wish) => isPartOf(wish, comment)))
    .map((comment) => comment.thread);
  for (const commentId of new Set(threads)) {
    const reply = { key: `${key}/${commentId}`, repository, number, commentId, body };
    await github.ensureReviewReply(reply);
  }
}

/** A wish is what one comment said, or a review with what it said on single lines. */
function isPartOf(wish: string, { path, body }: ReviewComment): boolean {
  const said = withoutSpace(body);
  return (
    said.includes(wish) || (said !== '' && wish.includes(withoutSpace(path)) && wish.includes(said))
  );
}

/** Lines are joined and trimmed on the way from a comment to a wish. */
function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Posts the plan in the thread, or rewrites it. A Slack that does not take its blocks is told once in words. */
async function showPlan(
  effect: Extract<Effect, { to: 'slack-plan' }>,
  work: Work,
  world: NotifierWorld,
): Promise<void> {
  const { key, at, channel, text, blocks } = effect;
  const { slack } = world;
  if ((await slack.findMessage({ channel, key })) !== null) {
    await slack.ensureUpdate({ key: `${key}/at/${at}`, of: key, channel, text, blocks });
    return;
  }
  const { channel: channelId, ts } = await rootOf(effect, work, world);
  try {
    await slack.ensureMessage({ key, channel: channelId, text, blocks, threadTs: ts });
  } catch (thrown) {
    if (!(thrown instanceof Terminal)) throw thrown;
    await slack.ensureMessage({ key: `${key}/plain`, channel: channelId, text, threadTs: ts });
  }
}

/** The message that a thread hangs on. It is being posted, or is there; when it could not be posted at its time, it is posted now. */
async function rootOf(
  effect: { readonly of: string; readonly channel: string },
  { task, history }: Work,
  { slack, signal }: NotifierWorld,
): Promise<{ readonly channel: string; readonly ts: string; readonly isNew: boolean }> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const found = await slack.findMessage({ channel: effect.channel, key: effect.of });
    if (found !== null) return { ...found, isNew: false };
    if (look < LOOKS) await pause(LOOK_MS, undefined, { signal });
  }
  const version = Number(effect.of.split('/').at(-1));
  const message = approvalMessage(task, version, changesOf(history, version));
  const posted = await slack.ensureMessage({ key: effect.of, channel: effect.channel, ...message });
  return { ...posted, isNew: true };
}
