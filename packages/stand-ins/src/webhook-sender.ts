import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** One webhook to be sent. */
export interface Webhook {
  /** Address it is posted to. */
  readonly url: string;
  /** What happened, in the vendor's words; only for the log. */
  readonly event: string;
  /** The exact bytes that are sent and signed. */
  readonly body: string;
  /** Media type of the body; JSON without it. */
  readonly contentType?: string;
}

/** One webhook and what became of it so far. */
export interface Delivery {
  /** The vendor's delivery id; the same in every attempt. */
  readonly id: string;
  readonly url: string;
  readonly event: string;
  readonly body: string;
  /** `waiting` is tried again, `refused` got a 4xx, `lost` was given up. */
  readonly status: 'waiting' | 'delivered' | 'refused' | 'lost';
  readonly attempts: number;
  /** Status and body of the last answer; absent while nobody answered. */
  readonly answer?: { readonly status: number; readonly body: string };
  /** Why the last attempt got no answer. */
  readonly error?: string;
  /** ISO time of the first attempt. */
  readonly at: string;
}

/** Headers of one attempt: the vendor's names, ids and signatures over the body. */
export type SignWebhook = (attempt: {
  readonly id: string;
  readonly event: string;
  readonly body: string;
  /** 1 for the first. */
  readonly attempt: number;
}) => Readonly<Record<string, string>>;

/** Sends webhooks as a vendor does: signed, in order, again when they did not arrive. */
export interface WebhookSender extends AsyncDisposable {
  /** Sends in the order of the calls; resolves after the first attempt, while retries go on behind. Never rejects. */
  send(webhook: Webhook): Promise<Delivery>;
  /** Sends a logged delivery again under its old id, as a vendor's "redeliver" button does. Throws when there is none. */
  redeliver(id: string): Promise<Delivery>;
  /** Resolves when no delivery is waiting any more. */
  settled(): Promise<void>;
  /** Every delivery, oldest first. */
  deliveries(): readonly Delivery[];
}

const ATTEMPT_TIMEOUT_MS = 10_000;

/**
 * Makes a sender. Refused connections, timeouts, 408, 429 and 5xx are tried again with doubling pauses
 * (250 ms up to 10 s) for two minutes; any other 4xx is final.
 */
export function createWebhookSender(options: {
  readonly sign: SignWebhook;
  /** How long a delivery is tried, in milliseconds. */
  readonly patienceMs?: number;
  /** First pause between two attempts, in milliseconds. */
  readonly firstPauseMs?: number;
}): WebhookSender {
  const patienceMs = options.patienceMs ?? 120_000;
  const firstPauseMs = options.firstPauseMs ?? 250;
  const log = new Map<string, Delivery>();
  const contentTypes = new Map<string, string>();
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  let queue: Promise<unknown> = Promise.resolve();

  function track(work: Promise<unknown>): void {
    const quiet: Promise<void> = work
      .then(() => undefined)
      .catch(() => undefined)
      .finally(() => running.delete(quiet));
    running.add(quiet);
  }

  async function attempt(id: string): Promise<Delivery> {
    const before = log.get(id) as Delivery;
    const attempts = before.attempts + 1;
    const outcome = await post(before, attempts);
    const { answer: _answer, error: _error, ...rest } = before;
    const after: Delivery = { ...rest, attempts, ...outcome };
    log.set(id, after);
    return after;
  }

  async function post(delivery: Delivery, attempts: number) {
    const { id, event, body, url } = delivery;
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': contentTypes.get(id) ?? 'application/json',
          ...options.sign({ id, event, body, attempt: attempts }),
        },
        body,
        signal: AbortSignal.any([AbortSignal.timeout(ATTEMPT_TIMEOUT_MS), closing.signal]),
      });
      const answer = { status: response.status, body: await response.text() };
      return { status: statusOf(response.status), answer };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { status: 'waiting' as const, error: String(cause) };
    }
  }

  async function retry(id: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    let pause = firstPauseMs;
    while ((log.get(id) as Delivery).status === 'waiting' && Date.now() + pause < deadline) {
      await delay(pause, undefined, { signal: closing.signal, ref: false });
      await attempt(id);
      pause = Math.min(pause * 2, 10_000);
    }
    const last = log.get(id) as Delivery;
    if (last.status === 'waiting') log.set(id, { ...last, status: 'lost' });
  }

  function deliver(id: string): Promise<Delivery> {
    const first = queue.then(() => attempt(id));
    queue = first;
    track(first.then((delivery) => (delivery.status === 'waiting' ? retry(id) : undefined)));
    return first;
  }

  return {
    send(webhook) {
      const id = randomUUID();
      const { url, event, body } = webhook;
      if (webhook.contentType !== undefined) contentTypes.set(id, webhook.contentType);
      const at = new Date().toISOString();
      log.set(id, { id, url, event, body, status: 'waiting', attempts: 0, at });
      return deliver(id);
    },
    async redeliver(id) {
      const known = log.get(id);
      if (known === undefined) throw new Error(`No delivery has the id ${id}`);
      log.set(id, { ...known, status: 'waiting' });
      return deliver(id);
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    deliveries: () => [...log.values()],
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('The sender is closed'));
      await Promise.allSettled(running);
    },
  };
}

function statusOf(code: number): Delivery['status'] {
  if (code >= 200 && code < 300) return 'delivered';
  return code >= 500 || code === 408 || code === 429 ? 'waiting' : 'refused';
}
