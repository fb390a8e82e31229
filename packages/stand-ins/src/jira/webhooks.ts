import { hubSignature } from '../signatures.ts';
import type { SignWebhook } from '../webhook-sender.ts';
import type { JiraResources } from './resources.ts';
import type { JiraChange, JiraComment, JiraIssue } from './store.ts';

/** The headers of a webhook that an admin registered with a secret. */
export function signJira(secret: string): SignWebhook {
  return ({ id, body, attempt }) => ({
    'user-agent': 'Atlassian Webhook HTTP Client',
    'x-atlassian-webhook-identifier': id,
    'x-atlassian-webhook-flow': 'Primary',
    'x-hub-signature': hubSignature(secret, body),
    ...(attempt > 1 ? { 'x-atlassian-webhook-retry': String(attempt - 1) } : {}),
  });
}

/** A webhook of Jira: its event and its body. */
export interface JiraWebhook {
  readonly webhookEvent: string;
  readonly [field: string]: unknown;
}

/** Writes the webhooks of Jira; texts in them are wiki markup. */
export function createJiraWebhooks(resources: JiraResources) {
  const head = (webhookEvent: string) => ({ timestamp: Date.now(), webhookEvent });

  return {
    created(issue: JiraIssue, by: string): JiraWebhook {
      return {
        ...head('jira:issue_created'),
        issue_event_type_name: 'issue_created',
        user: resources.user('2', by),
        issue: resources.issue('2', issue),
      };
    },
    updated(issue: JiraIssue, change: JiraChange): JiraWebhook {
      const moved = change.items.some((item) => item.field === 'status');
      const { id, items } = resources.change('2', change);
      return {
        ...head('jira:issue_updated'),
        issue_event_type_name: moved ? 'issue_generic' : 'issue_updated',
        user: resources.user('2', change.author),
        issue: resources.issue('2', issue),
        changelog: { id, items },
      };
    },
    comment(
      event: 'comment_created' | 'comment_updated',
      issue: JiraIssue,
      comment: JiraComment,
    ): JiraWebhook {
      const short = ['summary', 'issuetype', 'project', 'assignee', 'priority', 'status'];
      const { id, self, key, fields } = resources.issue('2', issue, short);
      return {
        ...head(event),
        comment: resources.comment('2', issue, comment),
        issue: { id, self, key, fields },
        eventType: 'primaryAction',
      };
    },
  };
}
