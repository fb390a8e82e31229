import type { ServiceContext } from '@patchwright/chassis';
import type { Config } from './config.ts';
import type { Finder, ThreadOfTask } from './find-task.ts';
import type { Answer } from './intent.ts';
import { type AnswerPorts, acknowledge, reply, type Told } from './reply.ts';

/** A message of the inbox. */
export type InboxMessage = NonNullable<
  Awaited<ReturnType<ServiceContext<Config>['bus']['inbox']['at']>>
>;

/** What belongs to the carrying out of one intent. */
export interface Errand {
  readonly context: ServiceContext<Config>;
  readonly ports: AnswerPorts;
  readonly message: InboxMessage;
  readonly attempt: number;
  /** Of the intent in its message. */
  readonly index: number;
  readonly traceparent: string;
}

/** By which name the facts of a message's intents are told apart. */
export function handlerOf(index: number): string {
  return index === 0 ? 'gateway/ingest' : `gateway/ingest-${index}`;
}

/** The cause of what follows from a message. */
export function causeOf(message: { readonly seq: number }): string {
  return `inbox:${message.seq}`;
}

/** Tells whoever spoke what came of it, once. */
export function tell({ ports, message, index, context }: Errand, told: Omit<Told, 'key'>) {
  return reply(ports, { ...told, key: `${keyOf(message, index)}/reply` }, context.log);
}

/** Shows whoever spoke that they were heard, before anything is done. Never throws. */
export function hear({ ports, message, index, context }: Errand, answer: Answer): Promise<void> {
  return acknowledge(ports, answer, `${keyOf(message, index)}/heard`, context.log);
}

/** What an effect that belongs to an intent goes by. */
export function keyOf(message: { readonly seq: number }, index: number): string {
  return `inbox-${message.seq}-${index}`;
}

/** What finds tasks for an errand: the log, the views, and Slack for its threads. */
export function finderOf({ context, ports }: Errand): Finder {
  const { bus, tenant, signal } = context;
  const { slack } = ports;
  if (slack === undefined) return { bus, tenant };
  return {
    bus,
    tenant,
    async thread(channel, ts) {
      const key = await slack.reads.messageKey({ channel, ts }, { signal, progress() {} });
      return key === null ? undefined : threadOf(key);
    },
  };
}

/** The task of a message of the notifier's, by its key: `<task>/approval/<version>`, `<task>/slack/…`. */
function threadOf(key: string): ThreadOfTask | undefined {
  const { task, version } =
    /^(?<task>[a-z0-9_-]+)\/(?:approval\/(?<version>\d+)|slack\/\d+)$/.exec(key)?.groups ?? {};
  if (task === undefined) return undefined;
  return version === undefined ? { task } : { task, planVersion: Number(version) };
}
