import type { TaskDraft } from '@patchwright/events';
import type { Command, Decision, Person } from './command.ts';
import type { ApprovalPolicy } from './policy/policy.ts';
import { autoApprovalFault, rulesForAll, votesNeeded } from './policy/rules.ts';
import { refuse, roleFault, wrongState } from './refusal.ts';
import { retryTarget } from './retry-target.ts';
import type { Proposal, Task } from './task.ts';

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** A vote for the proposal; with the last one that is needed, the approval itself. */
export function decideApprove(command: Of<'approve'>, task: Task): Decision {
  const { person, policy } = command;
  const fault = roleFault(person, 'approver', 'approve plans') ?? machineFault(person, task);
  if (fault !== undefined) return fault;
  const { proposal } = task;
  if (task.status !== 'awaiting_approval' || proposal === undefined) {
    return alreadyDecided(task) ?? wrongState(task, 'approved');
  }
  const digest = command.digest ?? proposal.digest;
  if (digest !== proposal.digest) {
    return refuse(
      'stale_digest',
      `The plan ${short(digest)} of ${task.id} is no longer the one that waits: version ${proposal.version} (${short(proposal.digest)}) took its place. Read that one, then approve it.`,
    );
  }
  const unmet = policyFault(person, policy, task);
  if (unmet !== undefined) return unmet;
  if (!rulesForAll(policy, proposal).selfApproval && person.actor === task.requester) {
    return refuse(
      'self_approval',
      `${person.actor} asked for ${task.id}, and the policy "${policy.name}" does not let people approve what they asked for. Ask another approver.`,
    );
  }
  const earlier = task.votes.find((vote) => vote.by === person.actor);
  if (earlier !== undefined) {
    const missing = votesNeeded(policy, proposal, strongest(person, task)) - task.votes.length;
    return refuse(
      'already_voted',
      `${person.actor} approved ${task.id} at ${earlier.at}; ${missing} more ${missing === 1 ? 'person has' : 'people have'} to.`,
    );
  }
  return accept(...votes(person, policy, proposal, task));
}

/**
 * A bot never decides about a plan, nor does a token that belongs to nobody, whatever roles they were given: nobody could be asked afterwards, and
 * whoever holds them might be the one who asked for the task.
 */
function machineFault({ actor }: Person, task: Task): Decision | undefined {
  return /\[bot\]$|^human:token:/i.test(actor)
    ? refuse(
        'not_allowed',
        `${actor} is no person. The plan of ${task.id} needs one to decide about it.`,
      )
    : undefined;
}

/** The policy's own approval is given under the policy's own conditions only. */
function policyFault(person: Person, policy: ApprovalPolicy, task: Task): Decision | undefined {
  if (person.via !== 'policy') return undefined;
  const fault = autoApprovalFault(policy, task);
  return fault === undefined
    ? undefined
    : refuse(
        'not_allowed',
        `The policy "${policy.name}" does not approve the plan of ${task.id}: ${fault}. Ask an approver.`,
      );
}

/** The end of the task by a person's no to its plan. */
export function decideReject({ person, reason }: Of<'reject'>, task: Task): Decision {
  const fault = roleFault(person, 'approver', 'reject plans') ?? machineFault(person, task);
  if (fault !== undefined) return fault;
  if (task.status !== 'awaiting_approval') {
    return alreadyDecided(task) ?? wrongState(task, 'rejected');
  }
  return accept({ type: 'plan_rejected', data: { by: person.actor, via: person.via, reason } });
}

/**
 * A wish for another plan; the approval of the present one, if any, is void. A task that failed with an approved plan is taken up again
 * with it. Of a task that asked something, the answer.
 */
export function decideRevise({ person, feedback }: Of<'revise'>, task: Task): Decision {
  if (task.status === 'awaiting_answer') return decideAnswer(person, feedback, task);
  const fault = roleFault(person, 'operator', 'ask for another plan');
  if (fault !== undefined) return fault;
  const again = takenUpAgain(task);
  const stands = again === undefined ? task.status : 'approved';
  if (stands !== 'awaiting_approval' && stands !== 'approved') {
    return alreadyDecided(task) ?? wrongState(task, 'planned anew');
  }
  if (feedback.trim() === '') {
    return refuse(
      'nothing_to_do',
      `The request to change the plan of ${task.id} says nothing. Say what is to be different.`,
    );
  }
  const decision = { by: person.actor, via: person.via };
  return accept(
    ...(again === undefined
      ? []
      : [{ type: 'task_retried' as const, data: { ...decision, to: again } }]),
    { type: 'revision_requested', data: { ...decision, feedback } },
  );
}

/** From where a task goes on that came to an end with a plan that was approved, and for which somebody wants another plan. */
function takenUpAgain(task: Task): 'approved' | undefined {
  const to = retryTarget(task);
  return to === 'approved' || to === 'ci_monitoring' ? 'approved' : undefined;
}

/** Whoever asked for the task may answer what they were asked, whatever their role; others need one. */
function decideAnswer(person: Person, answer: string, task: Task): Decision {
  const isAsked = person.actor === task.requester;
  const fault = isAsked ? undefined : roleFault(person, 'operator', 'answer for others');
  if (fault !== undefined) return fault;
  if (answer.trim() === '') {
    return refuse(
      'nothing_to_do',
      `The answer about ${task.id} says nothing. It was asked: ${task.question?.text ?? ''}`,
    );
  }
  return accept({ type: 'question_answered', data: { by: person.actor, via: person.via, answer } });
}

function votes(
  person: Person,
  policy: ApprovalPolicy,
  proposal: Proposal,
  task: Task,
): readonly TaskDraft[] {
  const { digest } = proposal;
  const decision = { by: person.actor, via: person.via };
  const role = person.roles.includes('admin') ? ({ role: 'admin' } as const) : {};
  const given: TaskDraft = { type: 'approval_given', data: { ...decision, digest, ...role } };
  if (task.votes.length + 1 < votesNeeded(policy, proposal, strongest(person, task))) {
    return [given];
  }
  const earlier = task.votes.map(({ by, via }) => ({ by, via: via as Person['via'] }));
  return [
    given,
    {
      type: 'plan_approved',
      data: {
        digest,
        approvers: [...earlier, decision],
        policy: policy.name,
        expiryHours: rulesForAll(policy, proposal).expiryHours,
      },
    },
  ];
}

/** Of whoever votes and those who voted before, one with the most rights: in which order they came makes no difference. */
function strongest(person: Person, { votes }: Task): Pick<Person, 'roles'> {
  return votes.some(({ role }) => role === 'admin') ? { roles: ['admin'] } : person;
}

function alreadyDecided(task: Task): Decision | undefined {
  if (task.closedBy !== undefined && (task.status === 'rejected' || task.status === 'cancelled')) {
    const { by, at } = task.closedBy;
    return refuse(
      'already_decided',
      `${task.id} was ${task.status} by ${by} at ${at}. For another try, start a new task.`,
    );
  }
  if (task.approval === undefined || task.status === 'paused') return undefined;
  const { approvers } = task.approval;
  const names = approvers.map((vote) => vote.by).join(' and ');
  const at = approvers.at(-1)?.at ?? task.updatedAt;
  return refuse(
    'already_decided',
    `The plan of ${task.id} was approved by ${names} at ${at}. Pause or cancel the task if it must not go on.`,
  );
}

function accept(...drafts: readonly TaskDraft[]): Decision {
  return { kind: 'accepted', drafts };
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
