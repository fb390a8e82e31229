import { type Claim, defineService, type Log, madeOnce } from '@patchwright/chassis';
import type { Intent, Write } from '@patchwright/faults';
import { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import type { Config } from './config.ts';
import { sayingWhatStays } from './saying-what-stays.ts';
import { tell } from './tell.ts';

/** Events become messages and comments, each once, where people are. */
export const notifier = defineService({
  name: 'notifier',
  promise: 'Events become messages and comments, each once, where people are.',
  works: ['notify'],
  emits: [],
  ports: (config: Config, { claim, log }) => ({
    github: github(config, claim, log),
    jira: jiraPort(config.jira),
    slack: slack(config, claim),
  }),
  handle: (work, world, config) => tell(work, world, config.house),
});

/** Work about one task may be done by several processes at once, whose first look finds no comment yet. */
function github(config: Config, claim: Claim, log: Log) {
  const port = githubPort(config.github);
  const ensureStickyComment = madeOnce(
    port.writes.ensureStickyComment,
    claim,
    ({ repository, number, marker }) => `sticky/${repository}#${number}/${marker}`,
    (input) => ({ ...input, revision: 0 }),
  );
  const ensurePullRequestSection = byRevision(port.writes.ensurePullRequestSection);
  const ensureMergedBranchGone = sayingWhatStays(port.writes.ensureMergedBranchGone, log);
  const writes = { ensureStickyComment, ensurePullRequestSection, ensureMergedBranchGone };
  return { ...port, writes: { ...port.writes, ...writes } };
}

function slack(config: Config, claim: Claim) {
  const port = slackPort(config.slack);
  const ensureMessage = madeOnce(
    port.writes.ensureMessage,
    claim,
    ({ channel, key }) => `slack/${channel}/${key}`,
  );
  const ensureUpdate = byRevision(port.writes.ensureUpdate);
  return { ...port, writes: { ...port.writes, ensureMessage, ensureUpdate } };
}

/** What shows the task as a whole ends its key with the version that it shows: an older one never takes the place of a newer one. */
function byRevision<Input extends Intent & { readonly revision?: number }, Receipt>(
  write: Write<Input, Receipt>,
): Write<Input, Receipt> {
  const at = (input: Input): Input => ({
    ...input,
    revision: Number(input.key.slice(input.key.lastIndexOf('/') + 1)),
  });
  return {
    probe: (input, context) => write.probe(at(input), context),
    perform: (input, context) => write.perform(at(input), context),
  };
}
