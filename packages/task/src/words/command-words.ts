import type { Channel, Role } from '../command.ts';

/** One part of what follows a word. A task may be left out where the place belongs to one. */
export type ArgumentName =
  | 'task'
  | 'state'
  | 'step'
  | 'level'
  | 'reason'
  | 'feedback'
  | 'description'
  | 'question';

/** One part of what follows a word, and whether it must be there. */
export interface ArgumentPart {
  readonly name: ArgumentName;
  readonly required: boolean;
}

/** Where a word can be said. */
export type Surface = Extract<Channel, 'slack' | 'github' | 'jira' | 'cli'>;

/** Every channel on which people speak to us in words. */
export const surfaces = ['slack', 'github', 'jira', 'cli'] as const satisfies readonly Surface[];

/** One word that people can say to us, wherever they are. */
export interface CommandWord {
  readonly name: WordName;
  readonly aliases: readonly string[];
  readonly takes: readonly ArgumentPart[];
  /** `takes` as people read it: `<must be there>`, `[may be left out]`. */
  readonly usage: string;
  /** What it does, after "to": an infinitive without a full stop. */
  readonly means: string;
  readonly role: Role;
  readonly surfaces: readonly Surface[];
}

/** The words, in the order in which help shows them. */
export const wordNames = [
  'status',
  'list',
  'run',
  'approve',
  'reject',
  'revise',
  'retry',
  'cancel',
  'pause',
  'resume',
  'plan',
  'diff',
  'logs',
  'ci',
  'cost',
  'priority',
  'explain',
  'review',
  'ask',
  'help',
] as const;
/** One of `wordNames`. */
export type WordName = (typeof wordNames)[number];

type Entry = readonly [aliases: readonly string[], usage: string, means: string, role: Role];

const entries: Readonly<Record<WordName, Entry>> = {
  status: [['show'], '<task>', 'tell where a task stands', 'viewer'],
  list: [['ls', 'tasks'], '[state]', 'list tasks, those that wait for people first', 'viewer'],
  run: [['start'], '[description] [--repo owner/name]', 'start a task', 'operator'],
  approve: [['lgtm'], '<task>', 'let the plan be carried out', 'approver'],
  reject: [['decline'], '<task> [reason]', 'end the task instead of its plan', 'approver'],
  revise: [
    ['change', 'changes', 'replan'],
    '<task> <feedback>',
    'ask for another plan',
    'operator',
  ],
  retry: [['again'], '<task> [step]', 'try once more', 'operator'],
  cancel: [['abort'], '<task> [reason]', 'end the task for good', 'operator'],
  pause: [['hold'], '<task>', 'stop the task until it is resumed', 'operator'],
  resume: [['continue', 'unpause'], '<task>', 'let a paused task go on', 'operator'],
  plan: [[], '<task>', 'show the plan', 'viewer'],
  diff: [['patch'], '<task>', 'show what the pull request changes', 'viewer'],
  logs: [['log'], '<task>', 'show what happened, step by step', 'viewer'],
  ci: [['checks'], '<task>', 'show the checks of the pull request', 'viewer'],
  cost: [['costs'], '[task]', 'show what a task, or all of them, cost', 'viewer'],
  priority: [['prio'], '<task> <level>', 'set it to critical, high, normal or low', 'operator'],
  explain: [['why'], '<task>', 'say why the task stands where it stands', 'viewer'],
  review: [['inspect'], '<task>', 'have the pull request reviewed', 'operator'],
  ask: [['question'], '<question>', 'have a question answered', 'operator'],
  help: [['?', 'commands'], '', 'show all commands', 'viewer'],
};

/** Every word with its aliases, its arguments, what it means and the role it needs: the one definition for all channels. */
export const commandWords: readonly CommandWord[] = wordNames.map((name) => {
  const [aliases, usage, means, role] = entries[name];
  return { name, aliases, usage, means, role, takes: partsOf(usage), surfaces };
});

/** The word of a name. */
export function commandWord(name: WordName): CommandWord {
  const found = commandWords.find((word) => word.name === name);
  if (found === undefined) throw new TypeError(`${name} is no word`);
  return found;
}

function partsOf(usage: string): readonly ArgumentPart[] {
  return [...usage.matchAll(/(?<open>[<[])(?<name>\w+)[>\]]/g)].map((match) => ({
    name: match.groups?.name as ArgumentName,
    required: match.groups?.open === '<',
  }));
}
