import type { Intent } from '@patchwright/faults';
import type { KnownBlock, ModalView } from '@slack/types';

/** Where a message stands. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** Slack as a service sees it. */
export interface Slack {
  // writes; messages are found again by their metadata (`event_type: patchwright`, `event_payload.key`)
  ensureMessage(
    input: Intent & {
      readonly channel: string;
      readonly text: string;
      readonly blocks?: readonly KnownBlock[];
      readonly threadTs?: string;
      readonly broadcast?: boolean;
    },
  ): Promise<MessageRef>;
  /** Rewrites the message that `of` made, once for each key; with a `revision`, only what shows a lower one. */
  ensureUpdate(
    input: Intent & {
      readonly of: string;
      readonly channel: string;
      readonly revision?: number;
      readonly text: string;
      readonly blocks?: readonly KnownBlock[];
    },
  ): Promise<MessageRef>;
  /**
   * Opens a modal for whoever caused the trigger, which is good for three seconds. A modal cannot be looked up; Slack itself refuses a
   * second one with the key's external id while the first is open.
   */
  ensureModal(
    input: Intent & { readonly triggerId: string; readonly view: ModalView },
  ): Promise<{ readonly id: string }>;
  /** Reacts to a message. Slack keeps one reaction of a name for each member, so a repetition has no second effect. */
  ensureReaction(
    input: Intent & { readonly channel: string; readonly ts: string; readonly name: string },
  ): Promise<{ readonly name: string }>;
  // reads
  /** The message that an intent made, or `null`. */
  findMessage(input: {
    readonly channel: string;
    readonly key: string;
  }): Promise<MessageRef | null>;
  /** The key of the intent that made a message, for example the first one of a thread; `null` for messages that are not ours. */
  messageKey(input: MessageRef): Promise<string | null>;
}
