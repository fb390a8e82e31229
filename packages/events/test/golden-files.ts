import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  type AggregateKind,
  decode,
  digestOf,
  type EncodedEvent,
  type EventDefinition,
  encode,
  genesisHash,
  type StoredEvent,
  seal,
} from '../src/index.ts';
import { inquiryExamples, issueExamples, monitorExamples, taskExamples } from './examples.ts';

/** Where the recorded examples lie: one for each version of each event that was ever published. Kept for ever. */
export const goldenFolder: string = fileURLToPath(new URL('../golden/', import.meta.url));

/** A recorded example: the message as it was written in its time, and what reading it gives today. */
export interface Golden {
  /** Digest of the schema that the version was published with. */
  readonly schema: string;
  readonly message: {
    readonly subject: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly decoded: StoredEvent;
}

/** The recorded examples by file name. */
export function readGolden(): ReadonlyMap<string, Golden> {
  return new Map(
    readdirSync(goldenFolder)
      .sort()
      .map((name) => [name, JSON.parse(readFileSync(goldenFolder + name, 'utf8')) as Golden]),
  );
}

/** The file name of a definition's example in a version. */
export function goldenName(definition: EventDefinition, version = definition.version): string {
  return `${definition.aggregate}.${definition.type}.v${version}.json`;
}

/** What a schema accepts and gives, as a digest: changes when the schema does. */
export function schemaDigest(definition: EventDefinition): string {
  return digestOf({
    input: z.toJSONSchema(definition.schema, { io: 'input' }),
    output: z.toJSONSchema(definition.schema, { io: 'output' }),
  });
}

/** Reads an example's message as if it came from the wire. */
export function decodeGolden({ message }: Pick<Golden, 'message'>): StoredEvent {
  return decode({
    subject: message.subject,
    headers: message.headers,
    body: new TextEncoder().encode(message.body),
    seq: 1,
  });
}

const aggregates: Readonly<
  Record<
    AggregateKind,
    { readonly examples: Readonly<Record<string, unknown>>; readonly id: string }
  >
> = {
  task: { examples: taskExamples, id: 'shop-42' },
  issue: { examples: issueExamples, id: 'api-8e1f00c25a40b9d7' },
  inquiry: { examples: inquiryExamples, id: 'q-5b0c6f5e0f1a7d21' },
  monitor: { examples: monitorExamples, id: 'sentry-2026-03' },
};

/** The example of a definition's newest version, as it would be published now. */
export function newGolden(definition: EventDefinition): Golden {
  const { aggregate: kind, type } = definition;
  const { examples, id } = aggregates[kind];
  const [event] = seal([{ type, data: examples[type] }], {
    aggregate: { kind, tenant: 'acme', id },
    expected: { version: 0, hash: genesisHash },
    causationId: '01jnb0v6yv9d1m5s4h3k2q8w7e',
    handler: `golden/${type}`,
    source: '/patchwright/golden',
    actor: 'human:slack:Ünal "the approver"',
    time: '2026-03-02T09:30:00.000Z',
    build: '0.1.0',
    correlationId: 'shop-42',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  });
  if (event === undefined) throw new Error(`${type} has no example`);
  const message = written(encode(event));
  return { schema: schemaDigest(definition), message, decoded: decodeGolden({ message }) };
}

function written(encoded: EncodedEvent): Golden['message'] {
  const { subject, headers, body } = encoded;
  return { subject, headers, body: new TextDecoder().decode(body) };
}
