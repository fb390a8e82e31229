import { setTimeout as pause } from 'node:timers/promises';
import { EventAnswer } from '@patchwright/task/api';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { CommandFault } from '../command-fault.ts';
import { faultOf, reach } from './request.ts';

/** How long a gateway that went away is left alone before it is asked again. */
const PAUSE_MS = 500;

/**
 * What happens after a sequence of the log, until `signal` aborts. A gateway that goes away is asked again from where it left off.
 * Throws a CommandFault when it says no, or cannot be reached at first.
 */
export async function* follow(
  url: string,
  token: string,
  from: { readonly afterSeq: number; readonly task?: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<EventAnswer> {
  const path = from.task === undefined ? '/v1/stream' : `/v1/tasks/${from.task}/stream`;
  let last = from.afterSeq;
  let isFirst = true;
  while (!signal.aborted) {
    try {
      const headers = { authorization: `Bearer ${token}`, 'last-event-id': `${last}` };
      const response = await reach(url, path, { headers, signal });
      if (!response.ok || response.body === null) {
        throw faultOf(response.status, await response.json().catch(() => undefined), url);
      }
      isFirst = false;
      const events = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream());
      for await (const { data } of events) {
        const event = EventAnswer.parse(JSON.parse(data));
        last = event.seq;
        yield event;
      }
    } catch (thrown) {
      if (signal.aborted) return;
      // A refusal stays one; a line that broke is taken up again.
      if (isFirst || (thrown instanceof CommandFault && isRefusal(thrown))) throw thrown;
    }
    await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

function isRefusal({ exit, message }: CommandFault): boolean {
  return exit === 4 || message.startsWith('There is no');
}
