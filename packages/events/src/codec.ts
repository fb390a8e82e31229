import { canonicalJson } from './canonical.ts';
import { type Catalogue, catalogue } from './catalogue.ts';
import { chainHash } from './chain.ts';
import type {
  AggregateKind,
  AggregateRef,
  EventDefinition,
  MeshEvent,
  StoredEvent,
} from './event.ts';
import { MalformedEvent, UnknownEvent } from './faults.ts';
import { decodeHeader, encodeHeader } from './header-text.ts';
import { eventSubject } from './subjects.ts';

/** An event as it goes to the wire. */
export interface EncodedEvent {
  readonly subject: string;
  /** CloudEvents attributes with `ce-` before their names, and `traceparent`; values are printable ASCII. */
  readonly headers: Readonly<Record<string, string>>;
  /** The data as canonical JSON in UTF-8. */
  readonly body: Uint8Array;
}

/** An event as it comes from the wire; headers as a record with lower-case names, or as a way to look one up. */
export interface IncomingEvent {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>> | ((name: string) => string | undefined);
  readonly body: Uint8Array;
  readonly seq: number;
}

const TYPE_PREFIX = 'dev.patchwright.';
const TYPE = /^dev\.patchwright\.(task|issue|inquiry|monitor)\.([a-z0-9_]+)\.v([1-9][0-9]*)$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const HASH = /^[0-9a-f]{64}$/;

/** The event in CloudEvents 1.0 binary mode on message headers. The same event is always the same bytes. */
export function encode(event: MeshEvent): EncodedEvent {
  const { aggregate } = event;
  const attributes: Record<string, string> = {
    'ce-specversion': '1.0',
    'ce-id': event.id,
    'ce-type': `${TYPE_PREFIX}${aggregate.kind}.${event.type}.v${event.version}`,
    'ce-source': event.source,
    'ce-subject': `${aggregate.kind}/${aggregate.id}`,
    'ce-time': event.time,
    'ce-datacontenttype': 'application/json',
    'ce-correlationid': event.correlationId,
    'ce-causationid': event.causationId,
    'ce-tenant': aggregate.tenant,
    'ce-actor': event.actor,
    'ce-aggversion': String(event.aggVersion),
    'ce-build': event.build,
    'ce-prevhash': event.prevHash,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
  return {
    subject: eventSubject(aggregate, event.type),
    headers: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, encodeHeader(value)]),
    ),
    body: new TextEncoder().encode(canonicalJson(event.data)),
  };
}

/**
 * The single point at which messages become events: checks the envelope, lifts old versions, validates the data.
 * The subject may also be that of a republished event: only its last tokens are compared.
 * Throws UnknownEvent for a type or version that is newer than this code (park it, never skip it), MalformedEvent for all else.
 */
export function decode(message: IncomingEvent, language: Catalogue = catalogue): StoredEvent {
  const { subject } = message;
  const header = readerOf(message);
  if (header('ce-specversion') !== '1.0') {
    throw new MalformedEvent(subject, `the message on ${subject} is no CloudEvent 1.0`);
  }
  const stated = TYPE.exec(header('ce-type'));
  if (stated === null) {
    const type = header('ce-type');
    if (type.startsWith(TYPE_PREFIX)) {
      throw new UnknownEvent(
        type,
        0,
        `"${type}" on ${subject} is of a kind that this build does not know`,
      );
    }
    throw new MalformedEvent(subject, `"${type}" on ${subject} is no type of ours`);
  }
  const [, kind, type, digits] = stated as unknown as [string, AggregateKind, string, string];
  const version = Number(digits);
  const aggregate = aggregateOf(message, header, kind, type);
  const definition = knownDefinition(language, kind, type, version);
  const written = bodyOf(message);
  const envelope = {
    type,
    id: header('ce-id'),
    aggregate,
    source: header('ce-source'),
    time: matching(header, subject, 'ce-time', TIME),
    actor: header('ce-actor'),
    causationId: header('ce-causationid'),
    correlationId: header('ce-correlationid'),
    aggVersion: Number(matching(header, subject, 'ce-aggversion', /^[1-9][0-9]*$/)),
    build: header('ce-build'),
    prevHash: matching(header, subject, 'ce-prevhash', HASH),
  };
  const traceparent = optional(message, 'traceparent');
  let hash: string | undefined;
  return {
    ...envelope,
    version: definition.version,
    data: lifted(definition, version, written, subject),
    ...(traceparent === undefined ? {} : { traceparent }),
    seq: message.seq,
    // The dearest part of reading an event, and most readers only ask the last one of a history for it.
    get hash() {
      hash ??= chainHash({ ...envelope, version, data: written });
      return hash;
    },
  };
}

function optional(message: IncomingEvent, name: string): string | undefined {
  const { headers } = message;
  const value = typeof headers === 'function' ? headers(name) : headers[name];
  return value === undefined || value === '' ? undefined : decodeHeader(value);
}

function readerOf(message: IncomingEvent): (name: string) => string {
  return (name) => {
    const value = optional(message, name);
    if (value === undefined) {
      throw new MalformedEvent(message.subject, `the message on ${message.subject} has no ${name}`);
    }
    return value;
  };
}

function matching(
  header: (name: string) => string,
  subject: string,
  name: string,
  form: RegExp,
): string {
  const value = header(name);
  if (!form.test(value)) {
    throw new MalformedEvent(subject, `${name} of the message on ${subject} cannot be "${value}"`);
  }
  return value;
}

function aggregateOf(
  message: IncomingEvent,
  header: (name: string) => string,
  kind: AggregateKind,
  type: string,
): AggregateRef {
  const named = header('ce-subject');
  const aggregate = { kind, tenant: header('ce-tenant'), id: named.slice(kind.length + 1) };
  const tail = `.${aggregate.tenant}.${kind}.${aggregate.id}.${type}`;
  if (named !== `${kind}/${aggregate.id}` || !message.subject.endsWith(tail)) {
    throw new MalformedEvent(
      message.subject,
      `the message on ${message.subject} says that it is ${type} of ${named} of ${aggregate.tenant}`,
    );
  }
  return aggregate;
}

function knownDefinition(
  language: Catalogue,
  kind: AggregateKind,
  type: string,
  version: number,
): EventDefinition {
  const definition = language[`${kind}.${type}`];
  if (definition === undefined) {
    throw new UnknownEvent(
      type,
      version,
      `${kind}.${type} is of a kind that this build does not know`,
    );
  }
  if (version > definition.version) {
    throw new UnknownEvent(
      type,
      version,
      `${kind}.${type} v${version} is newer than v${definition.version}, the newest that this build reads`,
    );
  }
  return definition;
}

function bodyOf(message: IncomingEvent): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message.body));
  } catch (cause) {
    throw new MalformedEvent(
      message.subject,
      `the body of the message on ${message.subject} is no JSON`,
      { cause },
    );
  }
}

function lifted(
  definition: EventDefinition,
  version: number,
  written: unknown,
  subject: string,
): unknown {
  let data = written;
  for (let from = version; from < definition.version; from += 1) {
    data = liftedOnce(definition, from, data, subject);
  }
  const parsed = definition.schema.safeParse(data);
  if (!parsed.success) {
    throw new MalformedEvent(
      subject,
      `the data of ${definition.type} v${version} on ${subject} does not fit: ${parsed.error.message}`,
      { cause: parsed.error },
    );
  }
  return parsed.data;
}

function liftedOnce(
  definition: EventDefinition,
  from: number,
  data: unknown,
  subject: string,
): unknown {
  const upcast = definition.upcast[from] as ((data: unknown) => unknown) | undefined;
  if (upcast === undefined) {
    throw new UnknownEvent(
      definition.type,
      from,
      `${definition.type} v${from} has no way up to v${from + 1}`,
    );
  }
  try {
    return upcast(data);
  } catch (cause) {
    throw new MalformedEvent(
      subject,
      `${definition.type} v${from} on ${subject} could not be lifted to v${from + 1}`,
      { cause },
    );
  }
}
