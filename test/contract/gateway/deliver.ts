import { createHmac } from 'node:crypto';
import { secrets } from './house.ts';

/** A webhook as its source sends it, signed. */
export interface Delivery {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Of GitHub. */
export function fromGitHub(event: string, payload: object, id: string): Delivery {
  const body = JSON.stringify(payload);
  return {
    path: '/webhooks/github',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${hmac(secrets.githubWebhook, body)}`,
    },
  };
}

/** Of Jira; `retry` counts from 0. */
export function fromJira(payload: object, id: string, retry = 0): Delivery {
  const body = JSON.stringify(payload);
  return {
    path: '/webhooks/jira',
    body,
    headers: {
      'content-type': 'application/json',
      'x-atlassian-webhook-identifier': id,
      'x-atlassian-webhook-retry': `${retry}`,
      'x-hub-signature': `sha256=${hmac(secrets.jiraWebhook, body)}`,
    },
  };
}

/** Of Sentry. */
export function fromSentry(resource: string, payload: object, id: string): Delivery {
  const body = JSON.stringify(payload);
  return {
    path: '/webhooks/sentry',
    body,
    headers: {
      'content-type': 'application/json',
      'sentry-hook-resource': resource,
      'request-id': id,
      'sentry-hook-signature': hmac(secrets.sentryWebhook, body),
    },
  };
}

/** Of Slack, to one of its three addresses: a form, or JSON for events. */
export function fromSlack(
  door: 'commands' | 'interactions' | 'events',
  payload: Readonly<Record<string, unknown>>,
  at = Date.now(),
): Delivery {
  const body =
    door === 'events'
      ? JSON.stringify(payload)
      : new URLSearchParams(payload as Record<string, string>).toString();
  const timestamp = `${Math.floor(at / 1000)}`;
  return {
    path: `/webhooks/slack/${door}`,
    body,
    headers: {
      'content-type': door === 'events' ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hmac(secrets.slackSigning, `v0:${timestamp}:${body}`)}`,
    },
  };
}

/** Delivers it to a gateway. */
export function deliver(url: string, { path, body, headers }: Delivery): Promise<Response> {
  return fetch(`${url}${path}`, { method: 'POST', body, headers });
}
