import { type Claim, defineService, madeOnce } from '@patchwright/chassis';
import { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import type { Config } from './config.ts';
import { tell } from './tell.ts';

/** Events become messages and comments, each once, where people are. */
export const notifier = defineService({
  name: 'notifier',
  promise: 'Events become messages and comments, each once, where people are.',
  works: ['notify'],
  emits: [],
  ports: (config: Config, { claim }) => ({
    github: github(config, claim),
    jira: jiraPort(config.jira),
    slack: slack(config, claim),
  }),
  handle: (work, world, config) => tell(work, world, config.house),
});

/** Work about one task may be done by several processes at once, whose first look finds no comment yet. */
function github(config: Config, claim: Claim) {
  const port = githubPort(config.github);
  const ensureStickyComment = madeOnce(
    port.writes.ensureStickyComment,
    claim,
    ({ repository, number, marker }) => `sticky/${repository}#${number}/${marker}`,
    (input) => ({ ...input, revision: 0 }),
  );
  return { ...port, writes: { ...port.writes, ensureStickyComment } };
}

function slack(config: Config, claim: Claim) {
  const port = slackPort(config.slack);
  const ensureMessage = madeOnce(
    port.writes.ensureMessage,
    claim,
    ({ channel, key }) => `slack/${channel}/${key}`,
  );
  return { ...port, writes: { ...port.writes, ensureMessage } };
}
