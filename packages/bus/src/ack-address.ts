/** What the broker writes into the address that a delivery is answered on. */
export interface AckAddress {
  /** How often the message was handed out. */
  readonly count: number;
  readonly streamSeq: number;
  /** Counts the deliveries of this consumer, from 1, without a gap. */
  readonly consumerSeq: number;
  readonly nanos: number;
  /** How many more messages wait for this consumer. */
  readonly pending: number;
}

/** Reads `$JS.ACK.<stream>.<consumer>.<count>.<stream seq>.<consumer seq>.<time>.<pending>`, with domain and account before the stream on some servers. */
export function readAckAddress(reply: string | undefined): AckAddress {
  const tokens = (reply ?? '').split('.');
  const at = tokens.length >= 11 ? 6 : 4;
  return {
    count: Number(tokens[at]),
    streamSeq: Number(tokens[at + 1]),
    consumerSeq: Number(tokens[at + 2]),
    nanos: Number(tokens[at + 3]),
    pending: Number(tokens[at + 4]),
  };
}
