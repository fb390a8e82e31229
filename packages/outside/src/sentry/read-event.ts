import type { ErrorEvent, Frame } from '../sentry.ts';
import { type EventAnswer, ExceptionData, type FrameAnswer, RequestData } from './schemas.ts';

/** An occurrence of the contract from the API's own. Of the user only the identifier is kept, never the address. */
export function eventOf(event: EventAnswer): ErrorEvent {
  const tags = Object.fromEntries(event.tags.map(({ key, value }) => [key, value]));
  const thrown = dataOf(event, 'exception', ExceptionData)?.values.at(-1);
  const release = typeof event.release === 'string' ? event.release : event.release?.version;
  return {
    id: event.eventID,
    type: thrown?.type ?? event.title ?? 'Error',
    value: thrown?.value ?? event.message ?? '',
    frames: (thrown?.stacktrace?.frames ?? []).map(frameOf),
    release: release ?? tags.release ?? null,
    environment: tags.environment ?? null,
    tags,
    url: dataOf(event, 'request', RequestData)?.url ?? tags.url ?? null,
    user: event.user?.id ?? event.user?.username ?? null,
    at: event.dateCreated ?? event.dateReceived ?? '',
  };
}

function dataOf<T>(
  event: EventAnswer,
  type: string,
  schema: { safeParse(value: unknown): { readonly data?: T | undefined } },
): T | undefined {
  const entry = event.entries.find((one) => one.type === type);
  return entry === undefined ? undefined : schema.safeParse(entry.data).data;
}

function frameOf(frame: FrameAnswer): Frame {
  const line = frame.lineNo ?? null;
  const context = frame.context?.find(([number]) => number === line)?.[1];
  return {
    file: frame.filename ?? frame.absPath ?? frame.module ?? '<unknown>',
    function: frame.function ?? '<unknown>',
    line,
    context: context ?? null,
    inApp: frame.inApp ?? false,
  };
}
