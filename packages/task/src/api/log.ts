import { Usage } from '@patchwright/events';
import { z } from 'zod';

const Seq = z.coerce.number().int().min(0);

/** One fact with its envelope, as it lies on the log. */
export const EventAnswer = z
  .looseObject({
    seq: z.number().int().describe('Its place in the whole log'),
    id: z.string(),
    type: z.string(),
    version: z.number().int(),
    aggregate: z.object({ kind: z.string(), tenant: z.string(), id: z.string() }),
    data: z.unknown(),
    source: z.string(),
    time: z.string(),
    actor: z.string(),
    causationId: z.string(),
    correlationId: z.string(),
    aggVersion: z.number().int(),
    build: z.string(),
    prevHash: z.string(),
    hash: z.string(),
    summary: z.string().optional().describe('The fact in a sentence'),
  })
  .meta({ id: 'Event' });
export type EventAnswer = z.output<typeof EventAnswer>;

/** Which events are wanted. */
export const EventQuery = z.object({
  after: Seq.default(0).describe('Only events after this sequence of the log'),
  type: z.string().optional().describe('Only events of these types, with commas between them'),
  limit: z.coerce.number().int().min(1).max(1000).default(1000).describe('At most so many'),
});
export type EventQuery = z.output<typeof EventQuery>;

/** Events, oldest first. */
export const EventPage = z
  .object({
    events: z.array(EventAnswer),
    next: z.number().int().optional().describe('`after` of the next page; absent on the last'),
  })
  .meta({ id: 'EventPage' });
export type EventPage = z.output<typeof EventPage>;

/** One call that a run made: a read, an effect, or a model's. */
export const LogCall = z.object({
  call: z.string(),
  at: z.string(),
  outcome: z.enum(['answered', 'done', 'found', 'intended', 'threw']),
  ms: z.number().optional(),
  /** Of a fault. */
  reason: z.string().optional(),
});
/** One run of a service about a task: what it did and what was said. */
export const RunLog = z
  .object({
    run: z.string(),
    service: z.string(),
    build: z.string(),
    beganAt: z.string(),
    attempts: z.number().int(),
    end: z.string().describe('`done`, `overtaken`, `escalated`, how it stopped, or `running`'),
    models: z.array(z.object({ name: z.string(), usage: Usage })),
    calls: z.array(LogCall),
    conversation: z.string().describe('The model calls in Markdown; empty where there were none'),
  })
  .meta({ id: 'RunLog' });
export type RunLog = z.output<typeof RunLog>;

/** The runs about a task, oldest first. */
export const Logs = z.object({ task: z.string(), runs: z.array(RunLog) }).meta({ id: 'Logs' });
export type Logs = z.output<typeof Logs>;

/** What a task's branch has that its base has not. */
export const Diff = z
  .object({
    task: z.string(),
    repository: z.string(),
    base: z.string(),
    head: z.string(),
    url: z.string(),
    additions: z.number().int(),
    deletions: z.number().int(),
    files: z.array(
      z.object({
        path: z.string(),
        previousPath: z.string().optional(),
        status: z.string(),
        additions: z.number().int(),
        deletions: z.number().int(),
        patch: z.string().optional().describe('In unified form; absent for large and binary files'),
      }),
    ),
  })
  .meta({ id: 'Diff' });
export type Diff = z.output<typeof Diff>;
