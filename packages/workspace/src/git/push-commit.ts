import { type CallContext, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { GitFailed } from './git.ts';
import { fetchAll, type Mirror, remoteBranch } from './mirror.ts';
import type { Objects } from './objects.ts';
import { remoteFault } from './remote-fault.ts';

/** A push: `sha` becomes the head of `branch`, which is expected at `expect` (`null`: not there). */
export interface PushOrder {
  readonly branch: string;
  readonly sha: string;
  readonly expect: string | null;
}

async function isAncestor(mirror: Mirror, ancestor: string, of: string): Promise<boolean> {
  const answer = await mirror.git(['merge-base', '--is-ancestor', ancestor, of], {
    accept: [0, 1],
  });
  return answer.exitCode === 0;
}

/** Whether the branch on the remote already has this commit, as its head or below it. */
export async function isPushed(
  mirror: Mirror,
  objects: Objects,
  order: PushOrder,
  context: CallContext,
): Promise<boolean> {
  const head = await remoteBranch(mirror, order.branch, context);
  if (head === null) return false;
  if (head === order.sha) return true;
  await fetchAll(mirror, context);
  await objects.ensure('commit', order.sha, context);
  await objects.ensure('commit', head, context);
  return isAncestor(mirror, order.sha, head);
}

function overtaken(mirror: Mirror, order: PushOrder, head: string | null): NeedsHuman {
  const found = head === null ? 'is gone' : `stands at ${head}`;
  const expected = order.expect === null ? 'not to exist' : `at ${order.expect}`;
  return new NeedsHuman(
    `Somebody else changed ${order.branch} of ${mirror.repository}: it ${found}.`,
    {
      diagnosis: `${order.branch} of ${mirror.repository} was expected ${expected} but ${found}. Our commit ${order.sha} was not pushed and the other commit was left as it is. Look at it, then say how to go on.`,
    },
  );
}

/**
 * Pushes exactly this commit onto exactly the head expected.
 *
 * @throws Terminal when it would rewrite the branch; NeedsHuman when somebody else pushed, the host protects the
 * branch or refuses the token; Retryable when the network or the host failed.
 */
export async function pushCommit(
  mirror: Mirror,
  objects: Objects,
  order: PushOrder,
  context: CallContext,
): Promise<void> {
  await objects.ensure('commit', order.sha, context);
  if (order.expect !== null) {
    await objects.ensure('commit', order.expect, context);
    if (!(await isAncestor(mirror, order.expect, order.sha))) {
      throw new Terminal(
        `${order.sha} does not follow ${order.expect}: pushing it would rewrite ${order.branch}.`,
      );
    }
  }
  const reference = `refs/heads/${order.branch}`;
  const answer = await mirror.remote(
    'Pushing to',
    (url) => [
      'push',
      '--porcelain',
      '--progress',
      '--no-verify',
      // In the exact form only: with a bare lease, a fetch in between makes it a plain force.
      `--force-with-lease=${reference}:${order.expect ?? ''}`,
      url,
      `${order.sha}:${reference}`,
    ],
    context,
    // Only here, after all that was to be proved, is a token taken out that can push.
    { accept: [0, 1, 128], use: 'write' },
  );
  if (answer.exitCode === 0) return;
  const said = `${answer.stdout.toString('utf8')}\n${answer.stderr}`;
  if (/\[(?:remote )?rejected\]/.test(said)) {
    const head = await remoteBranch(mirror, order.branch, context);
    if (head === order.sha) return;
    if (head !== order.expect) throw overtaken(mirror, order, head);
    if (/stale info|cannot lock ref|failed to update ref/i.test(said)) {
      throw new Retryable(
        `Pushing to ${order.branch} of ${mirror.repository} collided; it is tried again.`,
      );
    }
    throw new NeedsHuman(`The host of ${mirror.repository} refused the push to ${order.branch}.`, {
      diagnosis: `The host refused the push to ${order.branch} of ${mirror.repository}; a rule or a hook there forbids it. git said: ${said.trim().slice(0, 1_000)}`,
    });
  }
  throw remoteFault(
    mirror.repository,
    'Pushing to',
    new GitFailed('push', { exitCode: answer.exitCode, stderr: answer.stderr, timedOut: false }),
  );
}
