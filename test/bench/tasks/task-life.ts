import {
  type AggregateRef,
  ApprovalGiven,
  BaselineRecorded,
  ChangesPushed,
  CiFailed,
  CiFixPushed,
  CiPassed,
  CiReported,
  CommitRecorded,
  chainHash,
  DiscoveryCompleted,
  DiscoveryStarted,
  ExecutionCompleted,
  ExecutionStarted,
  emptyHead,
  type MeshEvent,
  PlanApproved,
  PlanningStarted,
  PlanProposed,
  PullRequestReadied,
  RunFinished,
  StepCompleted,
  seal,
  TaskCompleted,
  type TaskDraft,
  TaskRequested,
  TestProvedGreen,
  TestProvedRed,
  VerificationPassed,
} from '@patchwright/events';
import { commitOf, evidenceOf, type Matter } from './task-facts.ts';

/** The tenant of everything that is made up here. */
export const tenant = 'bench';

/** The aggregate of a task. */
export function taskRef(id: string): AggregateRef {
  return { kind: 'task', tenant, id };
}

/** What was asked for. */
export function requestOf({ title, id, repository }: Matter): TaskDraft {
  return TaskRequested.of({
    title,
    description: `${title}. Seen by three customers since Monday; the order ends up with the wrong total.`,
    trigger: { kind: 'jira', ref: id },
    ticket: { system: 'jira', key: id.toUpperCase(), url: `https://jira.example/browse/${id}` },
    repository,
    requester: 'human:jira:ines',
    priority: 'normal',
    labels: ['AI'],
  });
}

/** What discovery found. */
export function discoveredOf({ discovery, repository, base }: Matter): TaskDraft {
  return DiscoveryCompleted.of({ discovery, repository, base });
}

/** The plan that waits for people. */
export function proposalOf(matter: Matter): TaskDraft {
  const { id, plan, terms, digest, repository, base, branch } = matter;
  return PlanProposed.of({
    version: 1,
    plan,
    digest,
    repository,
    base,
    branch,
    head: commitOf(id, 'plan'),
    terms,
    pullRequest: pullRequestOf(matter),
  });
}

/** What the execution came to. */
export function executedOf(matter: Matter): TaskDraft {
  return ExecutionCompleted.of({
    head: commitOf(matter.id, 'head'),
    result: {
      testsWritten: 1,
      testsTotal: 48,
      testsPassed: 48,
      filesModified: ['src/cart.ts', 'test/cart.test.ts'],
      linesAdded: 31,
      linesRemoved: 9,
      commits: [commitOf(matter.id, 'red'), commitOf(matter.id, 'head')],
      prUrl: pullRequestOf(matter).url,
      durationMs: 412_000,
      tokens: 48_200,
      costUsd: 0.42,
    },
  });
}

/** The checks are green, and the work is done. */
export function doneOf(matter: Matter, rounds: number): readonly TaskDraft[] {
  const sha = commitOf(matter.id, rounds === 1 ? 'head' : 'fix');
  const pullRequest = pullRequestOf(matter);
  return [
    CiPassed.of({ sha, rounds, checks: ['ci / test', 'ci / format', 'ci / types'] }),
    PullRequestReadied.of({ pullRequest }),
    TaskCompleted.of({ pullRequest, summary: `${matter.title}: done, 48 of 48 tests pass.` }),
  ];
}

/** A whole life, as the services of the mesh state it: thirty facts from ticket to finished pull request, one round of failed checks included. */
export function lifeOf(matter: Matter): readonly TaskDraft[] {
  const { id, digest, base, branch } = matter;
  const by = { by: 'human:slack:U0MARIA', via: 'slack' } as const;
  const [red, head, fix] = [commitOf(id, 'red'), commitOf(id, 'head'), commitOf(id, 'fix')];
  const test = matter.plan.steps[0]?.testName ?? '';
  return [
    requestOf(matter),
    DiscoveryStarted.of({}),
    discoveredOf(matter),
    finished(`discover-${id}-1`, 'discovery', 6),
    PlanningStarted.of({ version: 1 }),
    proposalOf(matter),
    finished(`plan-${id}-3`, 'planner', 4),
    ApprovalGiven.of({ ...by, digest }),
    PlanApproved.of({ digest, approvers: [by], policy: 'default', expiryHours: 24 }),
    ExecutionStarted.of({ digest, base: base.sha }),
    BaselineRecorded.of({ evidence: evidenceOf(id, 'base', 0) }),
    TestProvedRed.of({
      step: 1,
      test,
      file: 'test/cart.test.ts',
      attempt: 1,
      evidence: evidenceOf(id, 'red', 1),
    }),
    committed(id, 1, 'red', 'test: two coupons are applied once each'),
    StepCompleted.of({ step: 1, summary: 'The test fails as foreseen.' }),
    TestProvedGreen.of({
      step: 2,
      test,
      attempt: 1,
      evidence: evidenceOf(id, 'head', 0),
      suite: evidenceOf(id, 'head', 0),
    }),
    committed(id, 2, 'head', 'fix: apply each coupon once'),
    StepCompleted.of({ step: 2, summary: 'Coupons are subtracted from the subtotal, once each.' }),
    VerificationPassed.of({ commit: head, evidence: evidenceOf(id, 'head', 0), by: 'plan' }),
    ChangesPushed.of({ branch, sha: head }),
    executedOf(matter),
    finished(`execute-${id}-9`, 'executor', 14),
    CiReported.of({ sha: head, name: 'ci / format', conclusion: 'failure' }),
    CiFailed.of({
      sha: head,
      round: 1,
      failures: [
        {
          name: 'ci / format',
          url: `https://github.example/${matter.repository}/runs/${red.slice(0, 8)}`,
          category: 'format',
          tool: 'prettier',
          fix: 'npx prettier --write .',
          excerpt: '[warn] src/cart.ts\n[warn] Code style issues found in the above file.',
        },
      ],
    }),
    CiFixPushed.of({
      sha: fix,
      round: 1,
      commands: ['npx prettier --write .'],
      files: ['src/cart.ts'],
    }),
    CiReported.of({ sha: fix, name: 'ci / test', conclusion: 'success' }),
    CiReported.of({ sha: fix, name: 'ci / format', conclusion: 'success' }),
    ...doneOf(matter, 2),
    finished(`ci-${id}-26`, 'cicd', 1),
  ];
}

/** Facts of one task with their envelopes, each bound to the one before, beginning with the first of its history. */
export function sealedLife(matter: Matter, drafts: readonly TaskDraft[]): readonly MeshEvent[] {
  const sealed: MeshEvent[] = [];
  let head: { readonly version: number; readonly hash: string } = emptyHead;
  for (const [index, draft] of drafts.entries()) {
    const [event] = seal([draft], {
      aggregate: taskRef(matter.id),
      expected: head,
      causationId: sealed.at(-1)?.id ?? 'inbox:1',
      handler: 'bench/life',
      firstIndex: index,
      source: '/patchwright/bench',
      actor: 'agent:bench',
      time: new Date(Date.UTC(2026, 10, 20, 8) + index * 17_000).toISOString(),
      build: 'bench',
      correlationId: matter.id,
    });
    if (event === undefined) continue;
    sealed.push(event);
    head = { version: event.aggVersion, hash: chainHash(event) };
  }
  return sealed;
}

function pullRequestOf({ id, repository }: Matter) {
  const number = Number(id.replace(/\D+/g, '').slice(-7) || '0') + 1;
  return { repository, number, url: `https://github.example/${repository}/pull/${number}` };
}

function committed(id: string, step: number, what: string, message: string): TaskDraft {
  return CommitRecorded.of({
    step,
    sha: commitOf(id, what),
    tree: commitOf(id, `${what}-tree`),
    message,
    files: ['src/cart.ts', 'test/cart.test.ts'],
  });
}

function finished(run: string, service: string, modelCalls: number): TaskDraft {
  const usage = {
    modelCalls,
    inputTokens: modelCalls * 3100,
    outputTokens: modelCalls * 240,
    costUsd: Number((modelCalls * 0.0123).toFixed(4)),
  };
  return RunFinished.of({ run, service, usage, attempts: 1, durationMs: modelCalls * 8000 });
}
