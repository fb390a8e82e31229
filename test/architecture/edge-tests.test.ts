import { triggers } from '@patchwright/gateway/triggers';
import { githubAppManifest, slackAppManifest } from '@patchwright/outside';
import { type Surface, surfaces, wordNames } from '@patchwright/task';
import { describe, expect, test } from 'vitest';
import { projectFiles } from './source-tree.ts';

/** A file of tests, and what must stand in it. */
type Proof = readonly [file: string, text: string];

/** Ways in besides webhooks: who asks, and the test that asks so. */
const OTHER_WAYS: Readonly<Record<string, Proof>> = {
  'run in words': ['test/contract/cli/tasks.test.ts', "['run', 'Mend the total'"],
  'run --description': ['test/contract/cli/tasks.test.ts', "'--description'"],
  'run --ticket': ['test/contract/cli/tasks.test.ts', "'--ticket'"],
  'run --sentry': ['test/contract/cli/tasks.test.ts', "'--sentry'"],
  'the API': ['test/contract/gateway/api.test.ts', 'is started by a description'],
  'the schedule': ['test/contract/scheduler/scheduler.test.ts', "the monitor's tick"],
  'Slack’s socket': ['test/contract/gateway/slack-socket.test.ts', 'come over the socket'],
  'ten deliveries of each': ['test/contract/gateway/webhook-storm.test.ts', 'ten deliveries each'],
};

/** Where each word is said on a surface, by each of the surface's ways. */
const SPOKEN: Readonly<Record<Surface, readonly Proof[]>> = {
  slack: [
    ['test/contract/gateway/words.test.ts', "'a slash command in Slack'"],
    ['test/contract/gateway/words.test.ts', "'the task’s thread in Slack'"],
  ],
  github: [['test/contract/gateway/words.test.ts', "'a comment on GitHub'"]],
  jira: [['test/contract/gateway/words.test.ts', "'a comment in Jira'"]],
  cli: [['test/contract/cli/words.test.ts', 'is said on the command line']],
};

const files = new Map(projectFiles(/^test\/.*\.test\.ts$/).map(({ path, text }) => [path, text]));

function textOf(file: string): string {
  const text = files.get(file);
  if (text === undefined) throw new Error(`${file} is not there`);
  return text;
}

test.each(triggers)('%s has a row among the triggers that are tried over HTTP', (trigger) => {
  expect(textOf('test/contract/gateway/triggers.test.ts')).toContain(`'${trigger}': [`);
});

test.each(Object.entries(OTHER_WAYS))('%s is tried', (_, [file, text]) => {
  expect(textOf(file)).toContain(text);
});

describe.each(surfaces)('on %s', (surface) => {
  test.each(wordNames)('the word %s has a row', (word) => {
    for (const [file, way] of SPOKEN[surface]) {
      expect(textOf(file)).toContain(way);
      expect(textOf(file)).toMatch(new RegExp(`^ {2}${word}: [[{]`, 'm'));
    }
  });
});

describe('an app is told of what the gateway understands, and of nothing else', () => {
  test('by GitHub', () => {
    const { default_events: events } = githubAppManifest({
      name: 'x',
      homepage: 'https://x.example',
      webhookUrl: 'https://x.example/webhooks/github',
      redirectUrl: 'https://x.example/callback',
    }) as { readonly default_events: readonly string[] };
    expect(events.map((event) => `github/${event}`).sort()).toEqual(
      triggers.filter((one) => one.startsWith('github/')).sort(),
    );
  });

  test('by Slack', () => {
    const { settings } = slackAppManifest({ name: 'x', publicUrl: undefined }) as {
      readonly settings: { readonly event_subscriptions: { readonly bot_events: string[] } };
    };
    // A command and the two interactions are no events that one subscribes to.
    const events = settings.event_subscriptions.bot_events.map((event) => `slack/${event}`);
    expect([...events, 'slack/block_actions', 'slack/command', 'slack/view_submission']).toEqual(
      triggers.filter((one) => one.startsWith('slack/')).sort(),
    );
  });
});
