import type { BlobRef, Evidence, TaskEvent } from '@patchwright/events';
import { partsAfter, withPart } from './parts/parts-of.ts';
import type { RetryTarget } from './retry-target.ts';
import type { StepRecord, Task, Vote } from './task.ts';

/** The task without some of what was known of it. */
export function without<K extends keyof Task>(task: Task, ...names: readonly K[]): Omit<Task, K> {
  const rest: Partial<Record<keyof Task, unknown>> = { ...task };
  for (const name of names) delete rest[name];
  return rest as Omit<Task, K>;
}

/** What the event tells besides where the task then stands. Only for events that fit. */
export function learn(task: Task, event: TaskEvent): Task {
  switch (event.type) {
    case 'task_requested':
      return {
        ...task,
        ...event.data,
        id: event.aggregate.id,
        tenant: event.aggregate.tenant,
        requestedAt: event.time,
      } as Task;
    case 'discovery_completed': {
      const { discovery, repository, base } = event.data;
      return { ...task, discovery, repository, base };
    }
    case 'ticket_edited': {
      const { title, description } = event.data;
      return { ...without(task, 'question'), title, description };
    }
    case 'question_asked':
      return { ...task, question: { text: event.data.question, at: event.time } };
    case 'question_answered': {
      const { answer: text } = event.data;
      const answered = {
        ...voteOf(event.data, event.time),
        question: task.question?.text ?? '',
        text,
      };
      return { ...without(task, 'question'), answers: [...(task.answers ?? []), answered] };
    }
    case 'question_expired':
      return { ...task, reason: 'nobody answered the question in time' };
    case 'ticket_enriched':
      return { ...task, enrichment: event.data.analysis };
    case 'plan_proposed': {
      const { version, plan, digest, branch, head, pullRequest, repository, base } = event.data;
      const { terms, document, parts, startAfter } = event.data;
      return {
        ...without(
          task,
          'approval',
          'voided',
          'foreignPush',
          'baseline',
          'result',
          'verification',
          'amendments',
        ),
        repository,
        base,
        head,
        steps: [],
        votes: [],
        proposal: {
          ...{ version, plan, digest, branch, head, pullRequest, proposedAt: event.time, terms },
          ...(document === undefined ? {} : { document }),
          ...(parts === undefined ? {} : { parts }),
        },
        ...(parts === undefined && task.parts === undefined
          ? {}
          : { parts: partsAfter(task.parts ?? [], parts ?? [], startAfter) }),
      };
    }
    case 'part_proposed':
      return learnPart(task, event);
    case 'part_released': {
      const { digest, approvers, expiresAt } = event.data;
      return { ...without(task, 'voided'), approval: { digest, approvers, expiresAt } };
    }
    case 'part_recalled':
      return without(task, 'approval', 'voided');
    case 'part_started': {
      const parts = withPart(task.parts, event.data.part, { state: 'started' });
      return { ...task, parts };
    }
    case 'part_completed': {
      const { part, head, usage, change } = event.data;
      const news = { ...(usage && { usage }), ...(change && { change }) };
      return { ...task, parts: withPart(task.parts, part, { state: 'completed', head, ...news }) };
    }
    case 'part_merged': {
      const { part, sha } = event.data;
      return { ...task, parts: withPart(task.parts, part, { merged: sha }) };
    }
    case 'pull_request_merged':
      return { ...task, merged: event.data.sha };
    case 'approval_given': {
      const { role } = event.data;
      const vote = { ...voteOf(event.data, event.time), ...(role === undefined ? {} : { role }) };
      return { ...task, votes: [...task.votes, vote] };
    }
    case 'plan_approved': {
      const approvers = event.data.approvers.map(
        (approver) =>
          task.votes.find((vote) => vote.by === approver.by) ?? voteOf(approver, event.time),
      );
      const { digest, expiryHours } = event.data;
      const expiresAt = new Date(Date.parse(event.time) + expiryHours * 3_600_000).toISOString();
      return { ...without(task, 'voided'), approval: { digest, approvers, expiresAt } };
    }
    case 'plan_rejected':
    case 'task_cancelled':
      return { ...task, reason: event.data.reason, closedBy: voteOf(event.data, event.time) };
    case 'revision_requested': {
      const { by, via, feedback: text } = event.data;
      return {
        ...without(task, 'approval', 'voided'),
        votes: [],
        feedback: [...task.feedback, { by, via, text, at: event.time }],
      };
    }
    case 'approval_voided': {
      const { cause, reason } = event.data;
      const voided = { cause, reason, at: event.time };
      return { ...without(task, 'approval'), votes: [], voided };
    }
    case 'amendment_requested':
      return learnAmendment(task, event);
    case 'approval_reminded':
    case 'question_reminded':
      return { ...task, remindedAt: event.time };
    case 'approval_expired':
      return { ...task, reason: 'nobody decided about the plan in time' };
    case 'execution_started':
      return {
        ...without(task, 'baseline', 'result', 'verification'),
        steps: task.steps.filter((s) => s.pushed),
      };
    case 'baseline_recorded':
      return keeping({ ...task, baseline: event.data.evidence }, event.data.evidence);
    case 'test_proved_red':
    case 'test_not_reproduced':
    case 'test_proved_green':
    case 'step_completed':
    case 'step_failed':
      return learnStep(task, event);
    case 'commit_recorded': {
      const { sha, message, files, step } = event.data;
      const commits = [
        ...task.commits.filter((commit) => commit.sha !== sha),
        { sha, message, files },
      ];
      return step === undefined
        ? { ...task, commits }
        : withStep({ ...task, commits }, step, { commit: sha });
    }
    case 'verification_passed': {
      const verification = { ...event.data, at: event.time };
      return keeping({ ...task, verification }, event.data.evidence);
    }
    case 'changes_pushed':
      return {
        ...without(task, 'foreignPush'),
        head: event.data.sha,
        steps: task.steps.map((step) => ({ ...step, pushed: true })),
      };
    case 'foreign_push_recorded': {
      const { sha, by } = event.data;
      return { ...task, foreignPush: { sha, by, at: event.time } };
    }
    case 'execution_completed': {
      const { head, result } = event.data;
      return { ...task, head, result, ci: { ...task.ci, state: 'pending', failures: [] } };
    }
    case 'ci_failed': {
      const { round, failures } = event.data;
      const rounds = Math.max(task.ci.rounds, round);
      return { ...task, ci: { ...task.ci, rounds, state: 'failed', failures } };
    }
    case 'ci_fix_pushed': {
      const { sha, round } = event.data;
      const rounds = Math.max(task.ci.rounds, round);
      const ci = { rounds, fixes: task.ci.fixes + 1, state: 'pending', failures: [] } as const;
      return { ...without(task, 'foreignPush'), head: sha, ci };
    }
    case 'ci_passed': {
      const rounds = Math.max(task.ci.rounds, event.data.rounds);
      return { ...task, ci: { ...task.ci, rounds, state: 'passed', failures: [] } };
    }
    case 'pull_request_readied':
      return { ...task, ready: true };
    case 'task_failed':
      return { ...task, reason: event.data.reason };
    case 'task_escalated': {
      const { reason, diagnosis } = event.data;
      return { ...task, reason, diagnosis };
    }
    case 'work_parked':
      return { ...task, reason: event.data.reason };
    case 'work_redriven':
      return without(task, 'reason', 'diagnosis');
    case 'task_retried':
      return learnRetry(task, event.data.to);
    case 'priority_changed':
      return { ...task, priority: event.data.priority };
    case 'run_finished': {
      const { usage } = event.data;
      return {
        ...task,
        usage: {
          modelCalls: task.usage.modelCalls + usage.modelCalls,
          inputTokens: task.usage.inputTokens + usage.inputTokens,
          outputTokens: task.usage.outputTokens + usage.outputTokens,
          costUsd: dollars(task.usage.costUsd + usage.costUsd),
        },
      };
    }
    case 'trigger_joined':
    case 'discovery_started':
    case 'planning_started':
    case 'ci_reported':
    case 'task_completed':
    case 'task_paused':
    case 'task_resumed':
      return task;
  }
}

/** Rounded to a millionth of a dollar, so that sums do not carry the noise of binary fractions. */
export function dollars(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

function voteOf(decision: { readonly by: string; readonly via: string }, at: string): Vote {
  return { by: decision.by, via: decision.via, at };
}

function learnAmendment(
  task: Task,
  { data, time: at }: Extract<TaskEvent, { type: 'amendment_requested' }>,
): Task {
  const { step, paths, reason, digest, terms, document } = data;
  if (task.proposal === undefined) return task;
  const shown = document === undefined ? {} : { document };
  return {
    ...without(task, 'approval', 'voided'),
    votes: [],
    proposal: { ...task.proposal, digest, terms, ...shown },
    amendments: [...(task.amendments ?? []), { step, paths, reason, digest, at }],
  };
}

function learnPart(
  task: Task,
  { data, time, aggregate }: Extract<TaskEvent, { type: 'part_proposed' }>,
): Task {
  const { whole, after, wholePullRequest, title, description, requester, priority, ...rest } = data;
  const { labels, ticket, sentry, repository, base, head, document, ...proposal } = rest;
  return {
    ...without(task, 'approval', 'voided', 'foreignPush', 'baseline', 'result', 'verification'),
    id: aggregate.id,
    tenant: aggregate.tenant,
    ...{ title, description, requester, priority, labels, repository, base, head },
    ...(ticket === undefined ? {} : { ticket }),
    ...(sentry === undefined ? {} : { sentry }),
    trigger: { kind: 'task', ref: whole },
    part: { whole, after, pullRequest: wholePullRequest },
    steps: [],
    requestedAt: task.requestedAt === '' ? time : task.requestedAt,
    proposal: {
      ...{ ...proposal, branch: proposal.branch, head, proposedAt: time },
      ...(document === undefined ? {} : { document }),
    },
  };
}

type StepEvent = Extract<
  TaskEvent,
  {
    type:
      | 'test_proved_red'
      | 'test_not_reproduced'
      | 'test_proved_green'
      | 'step_completed'
      | 'step_failed';
  }
>;

function learnStep(task: Task, event: StepEvent): Task {
  switch (event.type) {
    case 'test_proved_red': {
      const { step, attempt: attempts, evidence: red } = event.data;
      return keeping(withStep(task, step, { state: 'red', attempts, red }), red);
    }
    case 'test_not_reproduced': {
      const { step, attempt: attempts, reason, evidence } = event.data;
      return keeping(withStep(task, step, { state: 'not_reproduced', attempts, reason }), evidence);
    }
    case 'test_proved_green': {
      const { step, attempt: attempts, evidence: green, suite } = event.data;
      return keeping(
        withStep(task, step, { state: 'green', attempts, green, suite }),
        green,
        suite,
      );
    }
    case 'step_completed':
      return withStep(task, event.data.step, { state: 'done', summary: event.data.summary });
    case 'step_failed': {
      const { step, attempt: attempts, reason } = event.data;
      return withStep(task, step, { state: 'failed', attempts, reason });
    }
  }
}

function withStep(task: Task, order: number, news: Partial<StepRecord>): Task {
  const known = task.steps.find((step) => step.order === order);
  const step: StepRecord = { state: 'done', attempts: 0, ...known, ...news, order, pushed: false };
  const others = task.steps.filter((other) => other.order !== order);
  return { ...task, steps: [...others, step].sort((a, b) => a.order - b.order) };
}

function keeping(task: Task, ...evidence: readonly Evidence[]): Task {
  const known = new Set(task.artifacts.map((artifact) => artifact.ref));
  const fresh: BlobRef[] = [];
  for (const { output } of evidence) {
    if (output === undefined || known.has(output.ref)) continue;
    known.add(output.ref);
    fresh.push(output);
  }
  return fresh.length === 0 ? task : { ...task, artifacts: [...task.artifacts, ...fresh] };
}

function learnRetry(task: Task, to: RetryTarget): Task {
  const cleared = without(task, 'reason', 'diagnosis', 'closedBy', 'question');
  switch (to) {
    case 'requested':
    case 'planning':
    case 'awaiting_approval':
      return { ...(without(cleared as Task, 'approval') as Task), votes: [] };
    case 'approved':
      return cleared as Task;
    case 'ci_monitoring':
      return { ...cleared, ci: { ...task.ci, fixes: 0, state: 'pending', failures: [] } } as Task;
  }
}
