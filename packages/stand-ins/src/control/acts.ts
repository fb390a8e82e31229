import { z } from 'zod';
import { FaultOrder } from '../faults.ts';
import { ModelFault } from '../model/index.ts';
import { RepositoryInput } from '../outside-world-options.ts';
import { SentryIssueInput } from '../sentry/index.ts';
import type { ControlledWorld } from './start-control.ts';

/** Something that can be done to the outside world: where it is asked for, what it takes, what it does. */
export interface Act {
  /** Path below `/control`. */
  readonly path: string;
  /** What the body must look like. */
  readonly input: z.ZodType;
  /** Does it, with a body that fits. Throws what the stand-in throws. */
  readonly run: (world: ControlledWorld, body: unknown) => unknown;
}

/** Binds the body's type to what is done with it. */
function act<Schema extends z.ZodType>(
  path: string,
  input: Schema,
  run: (world: ControlledWorld, body: z.output<Schema>) => unknown,
): Act {
  return { path, input, run: (world, body) => run(world, body as z.output<Schema>) };
}

const Text = z.string().min(1);
const OnGitHub = z.strictObject({ repo: Text, user: Text });
const Conclusion = z.enum([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
]);
const OnIssue = OnGitHub.extend({ number: z.int().positive() });

const GITHUB: readonly Act[] = [
  act('/github/repositories', RepositoryInput, async ({ github }, body) => {
    await github.addRepository(body);
    return { url: `${github.url}/${body.name}`, cloneUrl: `${github.url}/${body.name}.git` };
  }),
  act('/github/comment', OnIssue.extend({ body: Text }), ({ github }, body) =>
    github.comment(body),
  ),
  act(
    '/github/review',
    OnIssue.extend({
      state: z.enum(['approve', 'request_changes', 'comment']),
      body: z.string().exactOptional(),
      comments: z
        .array(
          z.strictObject({
            path: Text,
            body: Text,
            line: z.int().positive().exactOptional(),
            side: z.enum(['LEFT', 'RIGHT']).exactOptional(),
          }),
        )
        .exactOptional(),
    }),
    ({ github }, body) => github.review(body),
  ),
  act(
    '/github/issue',
    OnGitHub.extend({
      title: Text,
      body: z.string().exactOptional(),
      labels: z.array(Text).exactOptional(),
    }),
    ({ github }, body) => github.openIssue(body),
  ),
  act('/github/label', OnIssue.extend({ label: Text }), ({ github }, body) => github.label(body)),
  act(
    '/github/edit',
    OnIssue.extend({ title: Text.exactOptional(), body: z.string().exactOptional() }),
    ({ github }, body) => github.editIssue(body),
  ),
  act(
    '/github/check-action',
    OnGitHub.extend({ sha: Text, name: Text, action: Text }),
    ({ github }, body) => github.clickCheck(body),
  ),
  act(
    '/github/conclude',
    z.strictObject({ repo: Text, sha: Text, name: Text, conclusion: Conclusion }),
    ({ github }, body) => github.conclude(body),
  ),
  act(
    '/github/report',
    z.strictObject({
      repo: Text,
      sha: Text,
      app: Text,
      name: Text,
      conclusion: Conclusion.exactOptional(),
      title: Text.exactOptional(),
      summary: Text.exactOptional(),
      annotations: z
        .array(
          z.strictObject({
            path: Text,
            start_line: z.int(),
            end_line: z.int(),
            annotation_level: Text,
            message: Text,
          }),
        )
        .exactOptional(),
    }),
    ({ github }, body) => github.report(body),
  ),
  act(
    '/github/status',
    z.strictObject({
      repo: Text,
      sha: Text,
      context: Text,
      state: z.enum(['error', 'failure', 'pending', 'success']),
      description: Text.nullable().default(null),
      targetUrl: Text.nullable().default(null),
    }),
    ({ github }, body) => github.setStatus(body),
  ),
  act(
    '/github/push',
    OnGitHub.extend({
      branch: Text,
      message: Text,
      files: z.record(z.string(), z.string().nullable()),
    }),
    ({ github }, body) => github.push(body),
  ),
  act('/github/close', OnIssue, ({ github }, body) => github.close(body)),
  act('/github/merge', OnIssue, ({ github }, body) => github.merge(body)),
];

const JIRA: readonly Act[] = [
  act(
    '/jira/tickets',
    z.strictObject({
      key: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*-\d+$/, 'must look like SHOP-42')
        .exactOptional(),
      project: Text.exactOptional(),
      type: Text.exactOptional(),
      summary: Text,
      description: z.string().exactOptional(),
      labels: z.array(Text).exactOptional(),
      priority: Text.exactOptional(),
      reporter: Text.exactOptional(),
    }),
    ({ jira }, body) => {
      const ticket = jira.createTicket(body);
      return { ...ticket, url: `${jira.url}/browse/${ticket.key}` };
    },
  ),
  act('/jira/comment', z.strictObject({ ticket: Text, user: Text, body: Text }), ({ jira }, body) =>
    jira.comment(body),
  ),
  act(
    '/jira/update',
    z.strictObject({
      ticket: Text,
      user: Text,
      summary: Text.exactOptional(),
      description: z.string().exactOptional(),
      labels: z.array(Text).exactOptional(),
      status: Text.exactOptional(),
    }),
    ({ jira }, body) => jira.update(body),
  ),
];

const SLACK: readonly Act[] = [
  act(
    '/slack/click',
    z.strictObject({
      user: Text,
      channel: Text.exactOptional(),
      ts: Text.exactOptional(),
      actionId: Text,
      value: Text.exactOptional(),
      about: Text.exactOptional(),
    }),
    ({ slack }, body) => slack.click(body),
  ),
  act(
    '/slack/command',
    z.strictObject({
      user: Text,
      channel: Text,
      command: z.string().startsWith('/'),
      text: z.string().exactOptional(),
    }),
    ({ slack }, body) => slack.command(body),
  ),
  act(
    '/slack/view-submit',
    z.strictObject({
      user: Text,
      viewId: Text.exactOptional(),
      values: z.record(z.string(), z.unknown()).exactOptional(),
    }),
    ({ slack }, body) => slack.submit(body),
  ),
  act(
    '/slack/say',
    z.strictObject({ user: Text, channel: Text, text: Text, threadTs: Text.exactOptional() }),
    ({ slack }, body) => slack.say(body),
  ),
];

const SENTRY: readonly Act[] = [
  act(
    '/sentry/issue',
    SentryIssueInput.extend({
      /** How it is told: as a new issue, by an alert rule, or not at all. */
      webhook: z.enum(['issue', 'event_alert', 'none']).default('issue'),
    }),
    ({ sentry }, { webhook, ...issue }) => sentry.addIssue(issue, webhook),
  ),
  act(
    '/sentry/events',
    z.strictObject({ issue: Text, count: z.int().positive().max(100_000) }),
    ({ sentry }, body) => sentry.addEvents(body),
  ),
  act(
    '/sentry/status',
    z.strictObject({
      issue: Text,
      user: Text,
      status: z.enum(['resolved', 'unresolved', 'ignored']),
    }),
    ({ sentry }, body) => sentry.setStatus(body),
  ),
  act('/sentry/alert', z.strictObject({ issue: Text, rule: Text }), ({ sentry }, body) =>
    sentry.alert(body),
  ),
  act(
    '/sentry/metric-alert',
    z.strictObject({
      action: z.enum(['critical', 'warning', 'resolved']),
      title: Text,
      text: Text,
    }),
    ({ sentry }, body) => sentry.metricAlert(body),
  ),
];

const OTHER: readonly Act[] = [
  act('/model/scripts', z.strictObject({ file: Text }), ({ model }, { file }) =>
    model.addScript(file),
  ),
  act('/model/faults', z.strictObject({ next: z.array(z.unknown()) }), ({ model }, { next }) =>
    model.failNext(next.map((fault) => ModelFault.parse(fault))),
  ),
  act('/faults', FaultOrder, ({ faults }, body) => faults.order(body)),
];

/** Everything that people do on the outside, and every fault that can be ordered there. */
export const ACTS: readonly Act[] = [...GITHUB, ...JIRA, ...SLACK, ...SENTRY, ...OTHER];
