import type { EventLog, WorkItem } from '@patchwright/bus';
import {
  type AggregateKind,
  type AggregateRef,
  type Draft,
  digestOf,
  type EventDefinition,
  type Mask,
  type StoredEvent,
  seal,
} from '@patchwright/events';
import { Terminal } from '@patchwright/faults';
import { type Appended, appendDecision, type Envelope, type History } from './append-decision.ts';
import type { Clock } from './clock.ts';
import { decideStated } from './decide-stated.ts';
import { differences } from './differences.ts';
import { aggregateOf } from './open-run.ts';
import type { About, Log } from './service.ts';

/** A fact that a handler states, with what it is about. */
export interface Statement {
  readonly aggregate: AggregateRef;
  readonly draft: Draft;
}

/** What a handler yielded, with the work's own task where nothing else is named. */
export function statementOf(yielded: Draft | About, item: WorkItem): Statement {
  return 'aggregate' in yielded ? yielded : { aggregate: aggregateOf(item), draft: yielded };
}

/** Throws Terminal when the service does not declare the fact. */
export function checkDeclared(
  service: string,
  emits: readonly EventDefinition<AggregateKind>[],
  { aggregate, draft }: Statement,
): void {
  const isDeclared = emits.some(
    (definition) => definition.aggregate === aggregate.kind && definition.type === draft.type,
  );
  if (!isDeclared) {
    throw new Terminal(
      `${service} may not state ${aggregate.kind}.${draft.type}: it is not among the facts that it declares`,
    );
  }
}

/** Under which name a piece of work states its facts: the same for every attempt, another for every poll of one cause. */
export function handlerOf(service: string, item: Pick<WorkItem, 'kind' | 'cause'>): string {
  const handler = `${service}/${item.kind}`;
  return item.cause.includes('-') ? `${handler}/${item.cause}` : handler;
}

/** What facts are stated with. */
export interface Stating {
  readonly log: Pick<EventLog, 'append' | 'history'>;
  readonly clock: Clock;
  readonly envelope: Envelope;
  /** See `handlerOf`. */
  readonly handler: string;
  readonly say: Log;
}

/**
 * States the `index`-th fact of a run, if the aggregate as it stands takes it. One that an earlier attempt stated is recognised and
 * stays as it is; where it is stated differently now, the log says so.
 */
export async function state(
  { log, clock, envelope, handler, say }: Stating,
  { aggregate, draft }: Statement,
  index: number,
  known?: History,
  /** Why the fact holds no longer, by the history that it would be appended to. */
  outdated: (events: readonly StoredEvent[]) => string | undefined = () => undefined,
): Promise<Appended> {
  const mark = { handler, index };
  const appended = await appendDecision(
    log,
    clock,
    {
      aggregate,
      decide(events) {
        const reason = outdated(events);
        return reason === undefined
          ? decideStated(aggregate, draft, events)
          : { kind: 'refused', code: 'wrong_state', reason };
      },
      firstMark: mark,
      // A decision may add facts of its own; they must not take the numbers of what the handler states next.
      markOf: (drafts, position) =>
        position === drafts.findIndex(({ type }) => type === draft.type)
          ? mark
          : { handler: `${handler}+${index}`, index: position },
      envelope,
    },
    known,
  );
  if (appended.kind === 'stated' && appended.already) {
    const stored = appended.events.find(({ type }) => type === draft.type);
    const now = asStored(aggregate, draft, envelope.mask);
    if (stored === undefined || digestOf(stored.data) !== digestOf(now)) {
      const [first] = differences(
        { type: appended.events[0]?.type, data: stored?.data },
        { type: draft.type, data: now },
        1,
      );
      say.warn(
        { event: appended.events[0]?.id, ...first },
        'a fact is stated differently than it was; the recorded one stays',
      );
    }
  }
  return appended;
}

/** The data of a draft as it would lie on the log: masked, and in the form that its schema gives. Throws MalformedEvent. */
export function asStored(aggregate: AggregateRef, draft: Draft, mask: Mask): unknown {
  const [event] = seal([draft], {
    aggregate,
    expected: { version: 0, hash: '' },
    causationId: '',
    handler: '',
    source: '',
    actor: '',
    time: '',
    build: '',
    correlationId: aggregate.id,
    mask,
  });
  return event?.data;
}
