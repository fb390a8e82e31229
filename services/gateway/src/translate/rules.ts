import type { Intent } from '../intent.ts';

/** What translation depends on besides the message itself. */
export interface Rules {
  /** Labels that start a task, in any case. */
  readonly triggerLabels: readonly string[];
  /** Our own login on GitHub: what it says and pushes is never meant for us. */
  readonly botLogin: string | undefined;
  /** Our own account in Jira. */
  readonly botAccount: string | undefined;
  /** Projects of Sentry, by slug, whose errors start tasks without a tag that asks for it. */
  readonly autofixProjects: readonly string[];
}

/** How people address us in comments. */
export const MENTION = '@agent';

/** What a message means: its intents (none for what is of no interest), or why it cannot be read. */
export type Translation =
  | { readonly kind: 'intents'; readonly intents: readonly Intent[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A message that means nothing to us. */
export const nothing: Translation = { kind: 'intents', intents: [] };

/** A message with its meaning. */
export function means(...intents: readonly Intent[]): Translation {
  return { kind: 'intents', intents };
}

/** The labels among these that start a task. */
export function triggersAmong(labels: readonly string[], rules: Rules): readonly string[] {
  const triggers = rules.triggerLabels.map((label) => label.toLowerCase());
  return labels.filter((label) => triggers.includes(label.toLowerCase()));
}
