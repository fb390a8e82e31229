import type { Inquiry } from '@patchwright/task';
import type { Asked } from './decide.ts';
import type { AgentsSettings, AgentsWorld } from './world.ts';

/** Tells whoever asked, where they asked, once. What `text` says is fit for the outside already. */
export async function tell(
  world: Pick<AgentsWorld, 'github' | 'jira' | 'slack'>,
  { id }: Pick<Inquiry, 'id'>,
  { answerTo }: Asked,
  text: string,
  house: AgentsSettings['house'],
): Promise<void> {
  const key = `${id}/answer`;
  switch (answerTo.kind) {
    case 'nobody':
      return;
    case 'github': {
      const { repository, number } = answerTo;
      if (house.github) await world.github.ensureComment({ key, repository, number, body: text });
      return;
    }
    case 'jira':
      if (house.jira) await world.jira.ensureComment({ key, ticket: answerTo.ticket, body: text });
      return;
    case 'slack': {
      const { channel, ts, user } = answerTo;
      if (!house.slack) return;
      await world.slack.ensureMessage({
        key,
        channel,
        text: `${user === undefined ? '' : `<@${user}> `}${plain(text)}`.slice(0, 3900),
        ...(ts === undefined ? {} : { threadTs: ts }),
      });
    }
  }
}

/** These three are markup in Slack. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
