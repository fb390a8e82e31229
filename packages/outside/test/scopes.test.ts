import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { githubPermissions, slackAppManifest, slackScopes } from '../src/index.ts';

const SRC = join(import.meta.dirname, '..', 'src');

/** The text of everything that speaks to a system. */
function textOf(system: 'slack' | 'github'): string {
  const files = readdirSync(join(SRC, system)).filter((name) => name.endsWith('.ts'));
  return files.map((name) => readFileSync(join(SRC, system, name), 'utf8')).join('\n');
}

const read = ['channels:history', 'groups:history'];
/** What each method of Slack's that the code calls needs of a bot's token. A method without a row fails. */
const SLACK: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': read,
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': read,
  'reactions.add': ['reactions:write'],
  'views.open': [],
};

/** What each method of GitHub's that the code calls needs of an installation. A method without a row fails. */
const GITHUB: Readonly<Record<string, Readonly<Record<string, 'read' | 'write'>>>> = {
  'actions.downloadJobLogsForWorkflowRun': { actions: 'read' },
  'actions.getJobForWorkflowRun': { actions: 'read' },
  'actions.getWorkflowRun': { actions: 'read' },
  'actions.listJobsForWorkflowRun': { actions: 'read' },
  'actions.listWorkflowRunsForRepo': { actions: 'read' },
  'actions.reRunWorkflowFailedJobs': { actions: 'write' },
  'apps.createFromManifest': {},
  'apps.getAuthenticated': {},
  'apps.getOrgInstallation': {},
  'apps.getUserInstallation': {},
  'apps.listInstallations': {},
  'apps.listWebhookDeliveries': {},
  'checks.create': { checks: 'write' },
  'checks.listAnnotations': { checks: 'read' },
  'checks.listForRef': { checks: 'read' },
  'checks.update': { checks: 'write' },
  'git.createRef': { contents: 'write' },
  'git.getRef': { contents: 'read' },
  'git.getTree': { contents: 'read' },
  'graphql.markPullRequestReadyForReview': { pull_requests: 'write' },
  'graphql.updateRefs': { contents: 'write' },
  'issues.createComment': { issues: 'write' },
  'issues.listComments': { issues: 'read' },
  'issues.updateComment': { issues: 'write' },
  'pulls.create': { pull_requests: 'write' },
  'pulls.createReplyForReviewComment': { pull_requests: 'write' },
  'pulls.get': { pull_requests: 'read' },
  'pulls.list': { pull_requests: 'read' },
  'pulls.listReviewComments': { pull_requests: 'read' },
  'pulls.update': { pull_requests: 'write' },
  'reactions.createForIssueComment': { issues: 'write' },
  'reactions.createForPullRequestReviewComment': { pull_requests: 'write' },
  'reactions.listForIssueComment': { issues: 'read' },
  'reactions.listForPullRequestReviewComment': { pull_requests: 'read' },
  'repos.compareCommitsWithBasehead': { contents: 'read' },
  'repos.createOrUpdateFileContents': { contents: 'write' },
  'repos.get': { metadata: 'read' },
  'repos.getBranch': { contents: 'read' },
  'repos.getBranchRules': { metadata: 'read' },
  'repos.getCollaboratorPermissionLevel': { metadata: 'read' },
  'repos.getCombinedStatusForRef': { statuses: 'read' },
  'repos.getCommit': { contents: 'read' },
  'repos.getContent': { contents: 'read' },
  'repos.listForAuthenticatedUser': { metadata: 'read' },
  'repos.listForOrg': { metadata: 'read' },
  'repos.listForUser': { metadata: 'read' },
  'search.code': { contents: 'read' },
  'users.getAuthenticated': {},
};

function called(text: string, methods: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(methods)].map((match) => match[1] ?? ''))].sort();
}

/** The methods that are called by their whole name, those whose name is first taken apart, and the mutations of GraphQL. */
function githubMethods(text: string): readonly string[] {
  const joined = text.replace(/\s*\.\s*(?=[a-zA-Z])/g, '.');
  const whole = called(joined, /\brest\.([a-z]+\.[a-zA-Z]+)\b/g);
  const apart = [...joined.matchAll(/const \{ ([\w, ]+) \} = \S*\brest(\.[a-z]+)?;/g)].flatMap(
    ([, names = '', namespace]) =>
      names.split(', ').flatMap((name) => {
        if (namespace !== undefined) return [`${namespace.slice(1)}.${name}`];
        return called(joined, new RegExp(`\\b(${name}\\.[a-z]+[A-Z]\\w+)\\b`, 'g'));
      }),
  );
  const mutations = called(joined, /\bmutation\([^{]*\{\s*(\w+)\(/g).map(
    (name) => `graphql.${name}`,
  );
  return [...new Set([...whole, ...apart, ...mutations])].sort();
}

describe('the Slack app asks for exactly what the code needs', () => {
  const methods = called(textOf('slack'), /\bweb\.((?!apiCall)[a-z]+\.[a-zA-Z]+)\b/g);

  test('every method that is called is known', () => {
    expect(methods).toEqual(Object.keys(SLACK).sort());
  });

  test('by the methods, the command and the events', () => {
    const { features, settings } = slackAppManifest({ name: 'x', publicUrl: undefined });
    const heard: Readonly<Record<string, string>> = { app_mention: 'app_mentions:read' };
    const needed = [
      ...methods.flatMap((method) => SLACK[method] ?? []),
      ...(features.slash_commands.length > 0 ? ['commands'] : []),
      ...settings.event_subscriptions.bot_events.map((event) => heard[event] ?? event),
    ];
    expect(slackScopes.map(({ name }) => name).sort()).toEqual([...new Set(needed)].sort());
  });

  test('the socket needs nothing but the token of its own that is asked for', () => {
    expect(textOf('slack')).toContain('`xapp-…`) with `connections:write`');
  });
});

describe('the GitHub App asks for exactly what the code needs', () => {
  const text = textOf('github');
  const methods = githubMethods(text);

  test('every method that is called is known', () => {
    expect(methods).toEqual(Object.keys(GITHUB).sort());
  });

  test('by the methods', () => {
    const rank = ['read', 'write'];
    const needed = new Map<string, string>();
    for (const method of methods) {
      for (const [name, level] of Object.entries(GITHUB[method] ?? {})) {
        const before = needed.get(name);
        if (before === undefined || rank.indexOf(level) > rank.indexOf(before)) {
          needed.set(name, level);
        }
      }
    }
    expect(Object.fromEntries(githubPermissions.map(({ name, level }) => [name, level]))).toEqual(
      Object.fromEntries(needed),
    );
  });
});
