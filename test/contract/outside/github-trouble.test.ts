import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { describe, expect, test } from 'vitest';
import { context, ensure, thrownBy } from './calls.ts';
import {
  draft,
  faults,
  github,
  ownComments,
  port,
  portWith,
  pullRequest,
  repository,
  stored,
  useGitHub,
} from './github-site.ts';

useGitHub();

describe('an effect whose answer was lost is found, not repeated', () => {
  test('a draft pull request', async () => {
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /pulls' });
    const { ensureDraftPullRequest } = port.writes;
    const lost = await thrownBy(ensureDraftPullRequest.perform(draft(), context()));
    const found = await ensureDraftPullRequest.probe(draft(), context());

    expect(lost).toBeInstanceOf(Retryable);
    expect(found).toMatchObject({ number: stored().pullRequests[0]?.number });
    expect(stored().pullRequests).toHaveLength(1);
  });

  test('a comment', async () => {
    const number = await pullRequest();
    const comment = { key: 'shop-42/lost', repository, number, body: 'Once.' };
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /comments' });
    const lost = await thrownBy(port.writes.ensureComment.perform(comment, context()));

    expect(lost).toBeInstanceOf(Retryable);
    await ensure(port.writes.ensureComment, comment);
    expect(ownComments()).toHaveLength(1);
  });

  test('a sticky comment', async () => {
    const number = await pullRequest();
    const sticky = { key: 's', repository, number, marker: 'm', revision: 1, body: 'Once.' };
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /comments' });
    await thrownBy(port.writes.ensureStickyComment.perform(sticky, context()));

    await ensure(port.writes.ensureStickyComment, sticky);
    expect(ownComments()).toHaveLength(1);
  });

  test('a run of failed jobs', async () => {
    await pullRequest();
    await github.settled();
    const sha = stored().branches['agent/shop-42'] ?? '';
    const checks = await port.reads.listChecks({ repository, sha }, context());
    const jobId = checks.find((check) => check.state === 'failed')?.jobId ?? 0;
    const input = { key: 'rerun/1', repository, jobId, runAttempt: 1 };
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /rerun-failed-jobs' });
    const lost = await thrownBy(port.writes.ensureRerun.perform(input, context()));

    expect(lost).toBeInstanceOf(Retryable);
    expect(await port.writes.ensureRerun.probe(input, context())).toMatchObject({ attempt: 2 });
  });

  test('the step out of draft', async () => {
    const number = await pullRequest();
    faults.order({ target: 'github', kind: 'lost-response', match: 'POST /graphql' });
    const ready = { key: 'ready', repository, number };
    await thrownBy(port.writes.ensureReady.perform(ready, context()));

    expect(await port.writes.ensureReady.probe(ready, context())).toBeDefined();
  });
});

describe('what goes wrong says what is to happen', () => {
  test('a wrong token needs a person, and is not in the message', async () => {
    const wrong = 'ghp_wrongwrongwrongwrong';
    const fault = await thrownBy(portWith(wrong).reads.getRepository({ repository }, context()));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect((fault as NeedsHuman).diagnosis).toContain('Check the GitHub token');
    expect(JSON.stringify([fault.message, fault.stack, fault.cause])).not.toContain(wrong);
  });

  test('what is not there is terminal', async () => {
    const input = { repository: 'acme/none' };
    const fault = await thrownBy(port.reads.getRepository(input, context()));

    expect(fault).toBeInstanceOf(Terminal);
  });

  test('a branch that is not there cannot be opened, and GitHub says so', async () => {
    const input = { ...draft(), branch: 'agent/none' };
    const fault = await thrownBy(port.writes.ensureDraftPullRequest.perform(input, context()));

    expect(fault).toBeInstanceOf(Terminal);
    expect(fault.message).toContain('422');
  });

  test('a limit says how long to wait', async () => {
    faults.order({ target: 'github', kind: '429', retryAfter: 7, times: 5 });
    const fault = await thrownBy(port.reads.getRepository({ repository }, context()));

    expect(fault).toBeInstanceOf(Retryable);
    expect((fault as Retryable).afterMs).toBe(7000);
  });

  test('a failing server and a cut connection may pass; one of them is borne silently by a read', async () => {
    faults.order({ target: 'github', kind: '500', times: 1 });
    await port.reads.getRepository({ repository }, context());
    faults.order({ target: 'github', kind: '503', times: 2 });
    const failing = await thrownBy(port.reads.getRepository({ repository }, context()));
    faults.clear();
    faults.order({ target: 'github', kind: 'reset', times: 2 });
    const cut = await thrownBy(port.reads.getRepository({ repository }, context()));

    expect(failing).toBeInstanceOf(Retryable);
    expect(cut).toBeInstanceOf(Retryable);
  });

  test('a call ends with the run that made it', async () => {
    faults.order({ target: 'github', kind: 'slow', ms: 20_000 });
    const run = new AbortController();
    const reason = new Error('the run was overtaken');
    const call = thrownBy(port.reads.getRepository({ repository }, context(run.signal)));
    run.abort(reason);

    expect(await call).toBe(reason);
  });
});
