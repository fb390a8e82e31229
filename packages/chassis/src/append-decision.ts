import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog, Head } from '@patchwright/bus';
import {
  type AggregateRef,
  chainHash,
  type Draft,
  deriveId,
  headOf,
  type Mask,
  type MeshEvent,
  type StoredEvent,
  seal,
} from '@patchwright/events';
import { Retryable } from '@patchwright/faults';
import type { Clock } from './clock.ts';

/** How often a decision is taken anew because somebody else appended first. */
const MOST_DECISIONS = 6;

/** An aggregate's history, oldest first, and where it stands. */
export interface History {
  readonly events: readonly StoredEvent[];
  readonly head: Head;
}

/** The parts of an envelope that are the same for all facts of one cause. */
export interface Envelope {
  readonly causationId: string;
  readonly actor: string;
  /** For example `/patchwright/planner`. */
  readonly source: string;
  readonly build: string;
  readonly mask: Mask;
  readonly traceparent?: string;
}

/** By what a fact's id is derived, besides cause and aggregate. */
export interface Mark {
  readonly handler: string;
  readonly index: number;
}

/** What is to be decided about an aggregate, and how the facts that follow are marked. */
export interface Question<Code extends string = string> {
  readonly aggregate: AggregateRef;
  readonly decide: (
    events: readonly StoredEvent[],
  ) =>
    | { readonly kind: 'accepted'; readonly drafts: readonly Draft[] }
    | { readonly kind: 'refused'; readonly code: Code; readonly reason: string };
  /** The mark of the fact at `position` among all that were decided. */
  readonly markOf: (drafts: readonly Draft[], position: number) => Mark;
  /** The mark by which it is recognised that this question was answered before. */
  readonly firstMark: Mark;
  readonly envelope: Envelope;
}

/** What came of a question: facts on the log with the history that ends with them, or a refusal and the history it was given on. */
export type Appended<Code extends string = string> =
  | {
      readonly kind: 'stated';
      readonly events: readonly StoredEvent[];
      readonly history: History;
      /** Whether the facts were on the log before. */
      readonly already: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly code: Code;
      readonly reason: string;
      readonly history: History;
    };

/**
 * Decides about an aggregate as it stands and appends what was decided; when somebody else appends first, it decides anew, at most
 * five times. `known` is a history that may be out of date; a refusal is only given on a fresh one. The same cause and mark never
 * state anything twice. Throws Retryable when the aggregate keeps moving or the broker is out of reach, MalformedEvent for a fact
 * that is not in the language.
 */
export async function appendDecision<Code extends string>(
  log: Pick<EventLog, 'append' | 'history'>,
  clock: Clock,
  question: Question<Code>,
  known?: History,
): Promise<Appended<Code>> {
  const { aggregate, envelope, firstMark } = question;
  const firstId = deriveId(aggregate, envelope.causationId, firstMark.handler, firstMark.index);
  let history = known ?? (await log.history(aggregate));
  let isFresh = known === undefined;
  for (let decisions = 0; decisions < MOST_DECISIONS; ) {
    const before = history.events.find((event) => event.id === firstId);
    if (before !== undefined) {
      return { kind: 'stated', events: statedWith(history, before), history, already: true };
    }
    const decision = question.decide(history.events);
    if (decision.kind === 'refused') {
      if (isFresh) return { ...decision, history };
    } else {
      decisions += 1;
      const sealed = sealAll(question, decision.drafts, history.head, clock.now());
      const outcome = await log.append(aggregate, history.head, sealed);
      if (outcome.kind === 'appended' && !outcome.already) {
        const events = placed(sealed, outcome.head.seq);
        const last = events.at(-1);
        const head = last === undefined ? history.head : headOf(last);
        const grown = { events: [...history.events, ...events], head };
        return { kind: 'stated', events, history: grown, already: false };
      }
      if (outcome.kind === 'conflict') await pause(Math.random() * 20 * decisions);
    }
    history = await log.history(aggregate);
    isFresh = true;
  }
  throw new Retryable(
    `${aggregate.kind} ${aggregate.id} moved on under ${MOST_DECISIONS} decisions about it`,
  );
}

/** The facts of one decision lie side by side: those of the same cause directly behind the first. */
function statedWith(history: History, first: StoredEvent): readonly StoredEvent[] {
  const start = history.events.indexOf(first);
  const behind = history.events.slice(start);
  const end = behind.findIndex(
    (event) => event.causationId !== first.causationId || event.time !== first.time,
  );
  return end === -1 ? behind : behind.slice(0, end);
}

function sealAll(
  { aggregate, envelope, markOf }: Question,
  drafts: readonly Draft[],
  head: Head,
  time: string,
): readonly MeshEvent[] {
  const sealed: MeshEvent[] = [];
  let { version, hash } = head;
  for (const [position, draft] of drafts.entries()) {
    const { handler, index } = markOf(drafts, position);
    const { traceparent, ...rest } = envelope;
    const [event] = seal([draft], {
      ...rest,
      aggregate,
      expected: { version, hash },
      handler,
      firstIndex: index,
      time,
      correlationId: aggregate.id,
      ...(traceparent === undefined ? {} : { traceparent }),
    });
    if (event === undefined) continue;
    sealed.push(event);
    version = event.aggVersion;
    hash = chainHash(event);
  }
  return sealed;
}

/** A batch lies on the log without a gap, so the last sequence gives the others. */
function placed(events: readonly MeshEvent[], lastSeq: number): readonly StoredEvent[] {
  return events.map((event, position) => ({
    ...event,
    seq: lastSeq - events.length + 1 + position,
    hash: chainHash(event),
  }));
}
