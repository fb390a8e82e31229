import { Terminal } from '@patchwright/faults';

/** A message of a kind or version that this build does not know. It is parked until a newer build reads it, never skipped. */
export class UnknownEvent extends Terminal {
  readonly type: string;
  readonly version: number;

  constructor(type: string, version: number, message: string) {
    super(message);
    this.type = type;
    this.version = version;
  }
}

/** A message that claims to be an event and is none: a header is missing, or the data does not fit the schema of its version. */
export class MalformedEvent extends Terminal {
  readonly subject: string;

  constructor(subject: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.subject = subject;
  }
}
