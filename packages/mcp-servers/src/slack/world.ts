import type { Slack } from '@patchwright/outside';
import { z } from 'zod';
import type { Scope } from '../scope.ts';

/** What a tool of the Slack server may touch: the named methods, within its reach. */
export interface SlackWorld<Methods extends keyof Slack = keyof Slack> {
  readonly slack: Pick<Slack, Methods>;
  readonly channels: Scope;
  /** The intent of the call's effect. */
  readonly intent: string;
}

/** A channel or a person. */
export const Channel = z
  .string()
  .regex(/^#?[\p{L}\p{N}._-]{1,80}$/u, 'is a name like #builds, or an id')
  .describe('Name of the channel (#builds), or id of a channel or person.');

/** Text as Slack is to show it, word for word: it mentions nobody, calls no channel, and hides no address behind other words. */
export function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
