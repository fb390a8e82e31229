import { CiReported, ForeignPushRecorded, PullRequestMerged } from '@patchwright/events';
import {
  type ApprovalPolicy,
  type Command,
  commandWord,
  holds,
  isEnded,
  type Person,
  type Task,
  type WordName,
} from '@patchwright/task';
import type { Intent, Order, Told } from './intent.ts';

/** What the gateway does about an intent. */
export type Step =
  | { readonly kind: 'command'; readonly command: Command }
  /** Whoever spoke is told something about the task; nothing is decided. */
  | { readonly kind: 'tell'; readonly what: Told }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'ignore'; readonly because: string };

/** Intents that are about one task. */
export type TaskIntent = Extract<
  Intent,
  { kind: 'request' | 'order' | 'ci' | 'push' | 'merge' | 'outdated' }
>;

/** A proposal is not seen before it is there; clocks of two machines may differ by this much. */
const CLOCKS_DIFFER_MS = 5000;

/** An intent about a task as it stands becomes a command, an answer, or nothing. `person` is whoever speaks, if somebody does. */
export function decide(
  intent: TaskIntent,
  task: Task,
  person: Person | undefined,
  policy: ApprovalPolicy,
): Step {
  switch (intent.kind) {
    case 'request':
      return request(intent, person);
    case 'order':
      return person === undefined ? ignore('nobody asked') : order(intent, task, person, policy);
    case 'ci': {
      const { sha, name, conclusion } = intent;
      const follows = ['executing', 'ci_monitoring', 'fixing_ci'].includes(task.status);
      if (!follows) return ignore(`a task that is ${task.status} does not follow its checks`);
      return state(CiReported.of({ sha, name, conclusion }));
    }
    case 'push': {
      const { sha, where } = intent;
      if (isEnded(task.status))
        return ignore(`a task that is ${task.status} has no branch to keep`);
      if (isOurs(task, sha)) return ignore('the commit is ours');
      if (task.foreignPush?.sha === sha) return ignore('the push is known');
      const by = person?.actor ?? 'unknown';
      return state(ForeignPushRecorded.of({ branch: where.branch, sha, by }));
    }
    case 'merge': {
      const { sha } = intent;
      if (task.merged === sha) return ignore('the merge is known');
      return state(PullRequestMerged.of({ sha, by: person?.actor ?? 'unknown' }));
    }
    case 'outdated': {
      const by = person?.actor ?? 'unknown';
      const { what, title, description, where } = intent;
      return command({ kind: 'edit', by, ticket: where.origin.key, what, title, description });
    }
  }
}

function request(
  intent: Extract<TaskIntent, { kind: 'request' }>,
  person: Person | undefined,
): Step {
  if (intent.guarded && person === undefined) return ignore('nobody asked');
  if (intent.guarded && person !== undefined && !holds(person, 'operator')) {
    return refuse(
      `${person.actor} may not start tasks: the role operator is needed. Ask one, or have the role given in the policy.`,
    );
  }
  const { origin, ref } = intent;
  return {
    kind: 'command',
    command: {
      kind: 'request',
      request: {
        ...intent.request,
        labels: [...intent.request.labels],
        trigger: { kind: origin.system, ref },
        requester: person?.actor ?? `system:${origin.system}`,
      },
    },
  };
}

function order(
  intent: Extract<TaskIntent, { kind: 'order' }>,
  task: Task,
  person: Person,
  policy: ApprovalPolicy,
): Step {
  const { order: wanted, saidAt } = intent;
  const stale = staleness(wanted, task, saidAt);
  if (stale !== undefined) return intent.quiet ? ignore(stale) : refuse(stale);
  switch (wanted.word) {
    case 'approve': {
      const digest = wanted.digest ?? task.proposal?.digest;
      return command({
        kind: 'approve',
        person,
        policy,
        ...(digest === undefined ? {} : { digest }),
      });
    }
    case 'reject':
    case 'cancel':
      return command({ kind: wanted.word, person, reason: wanted.text || 'no reason given' });
    case 'revise':
      return command({ kind: 'revise', person, feedback: wanted.text });
    case 'pause':
    case 'resume':
      return command({ kind: wanted.word, person });
    case 'retry': {
      const { from } = wanted;
      return command({ kind: 'retry', person, ...(from === undefined ? {} : { from }) });
    }
    case 'priority':
      return command({ kind: 'prioritise', person, priority: wanted.level });
    default: {
      const refusal = roleRefusal(wanted.word, person);
      return refusal === undefined ? { kind: 'tell', what: wanted.word } : refuse(refusal);
    }
  }
}

/** Why a person may not say a word, by the role that its definition asks for; `undefined` when they may. */
export function roleRefusal(word: WordName, person: Person): string | undefined {
  const { role } = commandWord(word);
  if (holds(person, role)) return undefined;
  return `${person.actor} may not ${word}: the role ${role} is needed. Ask somebody who has it, or have it given in the policy.`;
}

/** Why the speaker cannot have meant the present proposal. */
function staleness(wanted: Order, task: Task, saidAt: string | undefined): string | undefined {
  const { proposal } = task;
  if (proposal === undefined) return undefined;
  const now = `version ${proposal.version} (${proposal.digest.slice(0, 12)}) waits now. Read that one first.`;
  switch (wanted.word) {
    case 'approve':
    case 'reject':
    case 'revise':
      break;
    default:
      return undefined;
  }
  // An approval names its digest to the domain, which says more about it.
  if (
    wanted.word !== 'approve' &&
    wanted.digest !== undefined &&
    wanted.digest !== proposal.digest
  ) {
    return `That was about another plan of ${task.id}: ${now}`;
  }
  if (wanted.word === 'approve' && wanted.head !== undefined && wanted.head !== proposal.head) {
    return `That was about another commit of ${task.id}: ${now}`;
  }
  if (wanted.planVersion !== undefined && wanted.planVersion !== proposal.version) {
    return `That was said about version ${wanted.planVersion} of the plan of ${task.id}: ${now}`;
  }
  if (
    saidAt !== undefined &&
    Date.parse(saidAt) + CLOCKS_DIFFER_MS < Date.parse(proposal.proposedAt)
  ) {
    return `That was said before the present plan of ${task.id} was there: ${now}`;
  }
  return undefined;
}

function isOurs(task: Task, sha: string): boolean {
  return (
    sha === task.head ||
    sha === task.proposal?.head ||
    task.commits.some((commit) => commit.sha === sha)
  );
}

function command(wanted: Command): Step {
  return { kind: 'command', command: wanted };
}

function state(...drafts: Extract<Command, { kind: 'state' }>['drafts']): Step {
  return { kind: 'command', command: { kind: 'state', drafts } };
}

function refuse(reason: string): Step {
  return { kind: 'refuse', reason };
}

function ignore(because: string): Step {
  return { kind: 'ignore', because };
}
