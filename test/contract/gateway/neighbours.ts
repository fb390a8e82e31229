import { openDraft, proposedFacts, until } from './house.ts';
import { id as firstTask, type Town } from './town.ts';

/** A task with a plan that waits, and where people speak of it. */
export interface Neighbour {
  readonly id: string;
  /** Its ticket's key. */
  readonly key: string;
  /** Its pull request's number. */
  readonly number: number;
  /** The message that asks for its approval, in Slack. */
  readonly message: { readonly channel: string; readonly ts: string };
}

/** A way in which people speak to us. */
export interface Way {
  readonly name: string;
  /** How a word is said there about a task; resolves with the GitHub comment's id or the Slack message's time, where there is one. */
  readonly say: (about: Neighbour, words: string, user?: string) => Promise<string | undefined>;
  /** All that we have told people there, oldest first. */
  readonly told: (about: Neighbour) => readonly string[];
}

let next = 100;

/** One more task of the town, from its ticket to a plan that waits. */
export async function proposeAnother(town: Town): Promise<Neighbour> {
  const { house, github, jira, slack } = town;
  next += 1;
  const key = `SHOP-${next}`;
  const id = firstTask.replace(/\d+$/, `${next}`);
  const branch = `agent/${id}-cart`;
  jira.createTicket({
    key,
    summary: `Cart ${next} is off`,
    description: 'by a cent',
    labels: ['AI'],
    reporter: 'ines',
  });
  await town.fact('task_requested', id);
  const base = headOf(town);
  const { sha, number } = await openDraft(github, branch);
  await house.state(id, ...proposedFacts(sha, { number, branch, base }));
  const message = await until(`Slack shows the plan of ${key}`, () =>
    slack
      .state()
      .messages.find((one) => one.text.startsWith(`Plan ready: ${key} `) && !one.threadTs),
  );
  return { id, key, number, message };
}

/** Every way in which people speak to us in words. */
export function waysOf(town: Town): readonly Way[] {
  const { github, jira, slack } = town;
  const inSlack = (isTold: (about: Neighbour, message: SlackMessage) => boolean) => {
    return (about: Neighbour) =>
      slack
        .state()
        .messages.filter((message) => message.user === slack.botUser && isTold(about, message))
        .map((message) => message.text);
  };
  return [
    {
      name: 'a slash command in Slack',
      async say({ key }, words, user = 'maria') {
        const [word, ...rest] = words.split(' ');
        const named = /^(run|ask|help|list)$/.test(word ?? '') ? rest : [key, ...rest];
        const text = [word, ...named].join(' ');
        const member = `U0${user.toUpperCase()}`;
        await slack.command({ user: member, channel: 'patchwright', command: '/agent', text });
        return undefined;
      },
      told: inSlack((_, message) => message.ephemeralFor !== undefined),
    },
    {
      name: 'the task’s thread in Slack',
      async say({ message }, words, user = 'maria') {
        const text = `<@${slack.botUser}> ${words}`;
        const member = `U0${user.toUpperCase()}`;
        const { channel, ts } = message;
        return slack.say({ user: member, channel, text, threadTs: ts }).ts;
      },
      told: inSlack((about, message) => message.threadTs === about.message.ts),
    },
    {
      name: 'a comment on GitHub',
      async say({ number }, words, user = 'maria') {
        const body = `Dear agent,\n\n@agent ${words}`;
        return `${(await github.comment({ repo: 'acme/shop', user, number, body })).id}`;
      },
      told: ({ number }) =>
        town
          .repository()
          .comments.filter((comment) => comment.number === number && comment.user.endsWith('[bot]'))
          .map((comment) => comment.body),
    },
    {
      name: 'a comment in Jira',
      async say({ key }, words, user = 'maria') {
        jira.comment({ ticket: key, user, body: `@agent ${words}` });
        return undefined;
      },
      told: ({ key }) =>
        (jira.state().issues.find((one) => one.key === key)?.comments ?? [])
          .filter(({ author }) => author !== 'maria')
          .map((comment) => comment.body.wiki),
    },
  ];
}

type SlackMessage = ReturnType<Town['slack']['state']>['messages'][number];

/** The commit that branches begin at. */
function headOf(town: Town): string {
  const { branches, base } = town.repository();
  const sha = branches[base];
  if (sha === undefined) throw new Error(`there is no branch ${base}`);
  return sha;
}
