import { hmacHex } from '../signatures.ts';
import type { SignWebhook } from '../webhook-sender.ts';
import type { SentryResources } from './resources.ts';
import type { SentryIssue } from './store.ts';

/** A webhook of a Sentry integration: its resource and its body. */
export interface SentryWebhook {
  readonly resource: 'issue' | 'event_alert' | 'metric_alert';
  readonly body: Readonly<Record<string, unknown>>;
}

/** The headers of an integration's webhook. The event of a delivery is its resource. */
export function signSentry(secret: string): SignWebhook {
  return ({ id, event, body }) => ({
    'user-agent': 'sentry-apps/1.0',
    'request-id': id.replaceAll('-', ''),
    'sentry-hook-resource': event,
    'sentry-hook-timestamp': String(Math.floor(Date.now() / 1000)),
    'sentry-hook-signature': hmacHex(secret, body),
  });
}

/** What an issue's webhook can say happened. */
export type IssueAction = 'created' | 'resolved' | 'unresolved' | 'ignored' | 'assigned';

/** Writes the webhooks of an organisation. */
export function createSentryWebhooks(resources: SentryResources) {
  const installation = { uuid: '5b9d1f0e-1c5e-4b52-9d62-9a6f6a1c0de1' };
  const sentry = { type: 'application', id: 'sentry', name: 'Sentry' };
  const person = (name: string) => ({ type: 'user', id: name, name });

  return {
    issue(action: IssueAction, issue: SentryIssue, by?: string): SentryWebhook {
      const shown = resources.issue(issue);
      return {
        resource: 'issue',
        body: {
          action,
          installation,
          data: { issue: { ...shown, web_url: shown.permalink, url: shown.permalink } },
          actor: by === undefined ? sentry : person(by),
        },
      };
    },
    eventAlert(issue: SentryIssue, rule: string): SentryWebhook {
      return {
        resource: 'event_alert',
        body: {
          action: 'triggered',
          installation,
          data: {
            event: resources.rawEvent(issue, issue.times.length - 1),
            triggered_rule: rule,
            issue_alert: { title: rule, settings: [] },
          },
          actor: sentry,
        },
      };
    },
    metricAlert(input: {
      readonly action: 'critical' | 'warning' | 'resolved';
      readonly title: string;
      readonly text: string;
      readonly url: string;
    }): SentryWebhook {
      return {
        resource: 'metric_alert',
        body: {
          action: input.action,
          installation,
          data: {
            description_title: input.title,
            description_text: input.text,
            web_url: input.url,
            metric_alert: {
              id: '1',
              status: input.action === 'resolved' ? 2 : 20,
              title: input.title,
              alert_rule: { id: '1', name: input.title },
              date_detected: new Date().toISOString(),
            },
          },
          actor: sentry,
        },
      };
    },
  };
}
