import {
  amendedTerms,
  approvalDigest,
  BEFORE_TERMS,
  canonicalJson,
  orderFault,
  type PlanPart,
  planFault,
  type TaskDraft,
} from '@patchwright/events';
import { amendmentFault } from './amendment.ts';
import type { Command, Decision } from './command.ts';
import { foreseen } from './foreseen.ts';
import { spansRepositories, waitsForParts } from './parts/parts-of.ts';
import { refuse } from './refusal.ts';
import { standingOf, statusWords } from './standing.ts';
import type { Task } from './task.ts';
import { landing, type Transition, transitions } from './transitions.ts';

/** Facts that only hold under an approval of exactly the present plan. */
const underApproval: ReadonlySet<TaskDraft['type']> = new Set([
  'execution_started',
  'baseline_recorded',
  'test_proved_red',
  'test_not_reproduced',
  'test_proved_green',
  'step_completed',
  'step_failed',
  'commit_recorded',
  'verification_passed',
  'changes_pushed',
  'execution_completed',
  'amendment_requested',
  'ci_failed',
  'ci_fix_pushed',
  'ci_passed',
  'pull_request_readied',
  'task_completed',
]);

/** Facts of services: each is checked against the task as it stands after the ones before it. */
export function decideStated(
  { drafts }: Extract<Command, { kind: 'state' }>,
  task: Task,
): Decision {
  if (drafts.length === 0) {
    return refuse('nothing_to_do', `No fact about ${task.id} was stated.`);
  }
  const stated: TaskDraft[] = [];
  let current = task;
  for (const draft of drafts) {
    const fault = faultOf(draft, current);
    if (fault !== undefined) return fault;
    const voided = voidedBy(draft, current);
    for (const fact of voided === undefined ? [draft] : [draft, voided]) {
      stated.push(fact);
      current = foreseen(current, fact);
    }
  }
  return { kind: 'accepted', drafts: stated };
}

function faultOf(draft: TaskDraft, task: Task): Decision | undefined {
  const transition: Transition | undefined = transitions[draft.type];
  if (transition === undefined) {
    return refuse('not_allowed', `"${String(draft.type)}" is no fact about a task.`);
  }
  if (transition.statedBy !== 'work') {
    return refuse(
      'not_allowed',
      `${draft.type} cannot be stated by a service: it follows from a decision. Send the command for it.`,
    );
  }
  if (landing(task, draft) === undefined) {
    return refuse(
      'wrong_state',
      `${draft.type} does not fit: ${task.id} is ${statusWords[task.status]}, and this can only be stated while it is ${transition.from.map((status) => statusWords[status]).join(' or ')}. Fold the task again before going on.`,
    );
  }
  return approvalFault(draft, task) ?? contentFault(draft, task);
}

function approvalFault(draft: TaskDraft, task: Task): Decision | undefined {
  if (!underApproval.has(draft.type)) return undefined;
  const { approval, proposal } = task;
  if (approval === undefined || approval.digest !== proposal?.digest) {
    return refuse(
      'stale_digest',
      `${draft.type} does not fit: the present plan of ${task.id} is not approved, and nothing is executed without that. Wait for an approval.`,
    );
  }
  if (draft.type === 'execution_started' && draft.data.digest !== approval.digest) {
    return refuse(
      'stale_digest',
      `${task.id} was approved as ${approval.digest.slice(0, 12)}, not as ${draft.data.digest.slice(0, 12)}. Execute the approved plan, or have the other one approved.`,
    );
  }
  return undefined;
}

function contentFault(draft: TaskDraft, task: Task): Decision | undefined {
  switch (draft.type) {
    case 'plan_proposed':
      return proposalFault(draft, task) ?? partsFault(draft, task);
    case 'execution_started':
      return waitsForParts(task)
        ? refuse(
            'wrong_state',
            `${task.id} cannot be executed while its parts are not done. Wait for part_completed.`,
          )
        : undefined;
    case 'amendment_requested':
      return amendedFault(draft, task);
    case 'pull_request_merged':
      return task.merged === draft.data.sha
        ? refuse('nothing_to_do', `It is known that ${task.id} was merged.`)
        : undefined;
    case 'ci_failed':
    case 'ci_passed':
      return checksFault(draft, task);
    case 'task_completed':
      return task.ci.state === 'passed'
        ? undefined
        : refuse(
            'wrong_state',
            `${task.id} cannot be completed while its checks are not green. State ci_passed first.`,
          );
    default:
      return undefined;
  }
}

/** A look at CI that was cut off may come to its end when the branch has moved on, and the checks it saw say nothing any more. */
function checksFault(
  { data }: Extract<TaskDraft, { type: 'ci_failed' | 'ci_passed' }>,
  task: Task,
): Decision | undefined {
  if (data.sha !== task.head) {
    return refuse(
      'nothing_to_do',
      `The checks of ${data.sha.slice(0, 12)} say nothing about ${task.id} any more: its branch is at ${task.head?.slice(0, 12)}. Look at those.`,
    );
  }
  return task.ci.state === 'passed'
    ? refuse('nothing_to_do', `The checks of ${task.id} were found green before. Finish it.`)
    : undefined;
}

function proposalFault(
  { data }: Extract<TaskDraft, { type: 'plan_proposed' }>,
  task: Task,
): Decision | undefined {
  const fault = planFault(data.plan);
  if (fault !== undefined) {
    return refuse('unsound', `The plan of ${task.id} cannot be proposed: ${fault}. Write it anew.`);
  }
  if (task.proposal !== undefined && data.version <= task.proposal.version) {
    return refuse(
      'unsound',
      `Version ${data.version} of the plan of ${task.id} does not follow version ${task.proposal.version}. Count on from there.`,
    );
  }
  if (data.terms.policyVersion === BEFORE_TERMS) {
    return refuse(
      'unsound',
      `The plan of ${task.id} is proposed without terms. State within which it may be executed.`,
    );
  }
  if (data.digest !== approvalDigest(data)) {
    return refuse(
      'stale_digest',
      `The digest ${data.digest.slice(0, 12)} does not name the proposed plan of ${task.id}. Compute it with approvalDigest from what is proposed.`,
    );
  }
  return undefined;
}

/** Each part is a plan that could stand alone, named by its own digest, in another repository. */
function partsFault(
  { data }: Extract<TaskDraft, { type: 'plan_proposed' }>,
  task: Task,
): Decision | undefined {
  const { parts = [], repository } = data;
  if (parts.length === 0) return undefined;
  const fault =
    (task.part === undefined ? undefined : 'a part has no parts') ??
    partsTrouble(parts, repository);
  return fault === undefined
    ? undefined
    : refuse('unsound', `The plan of ${task.id} cannot be proposed: ${fault}. Write it anew.`);
}

function partsTrouble(parts: readonly PlanPart[], repository: string): string | undefined {
  const repositories = [...parts.map((part) => part.repository), repository];
  if (new Set(repositories.map((name) => name.toLowerCase())).size < repositories.length) {
    return 'two of its parts are in one repository';
  }
  for (const part of parts) {
    const fault = planFault(part.plan);
    if (fault !== undefined) return `in ${part.repository}, ${fault}`;
    if (part.terms.policyVersion === BEFORE_TERMS) return `${part.task} is proposed without terms`;
    if (part.digest !== approvalDigest(part))
      return `its digest does not name the part ${part.task}`;
  }
  return orderFault(parts);
}

/** What waits after an amendment is the approved plan with those files, and nothing else. */
function amendedFault(
  { data }: Extract<TaskDraft, { type: 'amendment_requested' }>,
  task: Task,
): Decision | undefined {
  const { id, proposal, repository, base } = task;
  if (proposal === undefined || repository === undefined || base === undefined) return undefined;
  if (spansRepositories(task)) {
    return refuse(
      'not_allowed',
      `The plan of ${id} cannot be amended, since it spans repositories. Ask for another plan.`,
    );
  }
  const fault = amendmentFault(data.paths, proposal.terms.allowedPaths);
  if (fault !== undefined) {
    return refuse('unsound', `The plan of ${id} cannot be amended: ${fault}. Name other files.`);
  }
  const { branch, plan } = proposal;
  const terms = amendedTerms(proposal.terms, data.paths);
  const isSame = canonicalJson(terms) === canonicalJson(data.terms);
  if (!isSame || data.digest !== approvalDigest({ repository, base, branch, plan, terms })) {
    return refuse(
      'stale_digest',
      `The digest ${data.digest.slice(0, 12)} does not name the plan of ${id} with those files and nothing else. Compute it with approvalDigest from amendedTerms.`,
    );
  }
  return undefined;
}

function voidedBy(draft: TaskDraft, task: Task): TaskDraft | undefined {
  if (draft.type !== 'foreign_push_recorded' || task.proposal === undefined) return undefined;
  const stands = standingOf(task);
  const given = task.votes.length > 0 || task.approval !== undefined;
  if (!given || !['awaiting_approval', 'approved', 'executing'].includes(stands)) return undefined;
  const { by, sha, branch } = draft.data;
  return {
    type: 'approval_voided',
    data: {
      cause: 'foreign_commit',
      reason: `${by} pushed ${sha.slice(0, 12)} to ${branch} after the plan was approved`,
      digest: task.proposal.digest,
    },
  };
}
