import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type AckWindow, openAckWindow } from './ack-window.ts';

/** The bare client, for the limits: nothing of ours lies between it and the broker. */
export interface Raw extends AsyncDisposable {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** The fastest way to publish that the protocol has. */
  readonly window: AckWindow;
}

/** Connects. `stock` leaves the client as it comes, stack traces of each request included. */
export async function openRaw(
  url: string,
  name: string,
  { stock = false }: { readonly stock?: boolean } = {},
): Promise<Raw> {
  const nc = await connect({ servers: url, name, ...(stock ? {} : { noAsyncTraces: true }) });
  const window = openAckWindow(nc);
  return {
    nc,
    js: jetstream(nc),
    jsm: await jetstreamManager(nc),
    window,
    async [Symbol.asyncDispose]() {
      await nc.drain();
    },
  };
}
