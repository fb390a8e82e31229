import type { Intent } from '@patchwright/faults';
import type { GitHub } from '@patchwright/outside';
import type { KnownBlock } from '@slack/types';

/** One thing that people are to see, by the natural key under which it is found again. */
export type Effect =
  | (Intent & {
      readonly to: 'sticky-comment';
      readonly repository: string;
      readonly number: number;
      readonly marker: string;
      readonly revision: number;
      readonly body: string;
    })
  | (Intent & {
      readonly to: 'pull-request';
      readonly repository: string;
      readonly number: number;
      readonly body: string;
    })
  | (Intent & {
      readonly to: 'issue-comment';
      readonly repository: string;
      readonly number: number;
      readonly body: string;
    })
  /** The check of a plan on the commit that holds it, with its buttons while it waits. */
  | (Omit<Parameters<GitHub['ensureCheckRun']>[0], 'page'> & {
      readonly to: 'check-run';
      readonly page: string;
    })
  /** An answer in each thread on a line whose words led to what happened. */
  | (Intent & {
      readonly to: 'review-replies';
      readonly repository: string;
      readonly number: number;
      /** What people asked for, in their words. */
      readonly wishes: readonly string[];
      readonly body: string;
    })
  /** The task's branch, which is in the base by now, is deleted. */
  | (Parameters<GitHub['ensureMergedBranchGone']>[0] & { readonly to: 'merged-branch' })
  | (Intent & { readonly to: 'ticket-comment'; readonly ticket: string; readonly body: string })
  | (Intent & {
      readonly to: 'ticket-link';
      readonly ticket: string;
      readonly url: string;
      readonly title: string;
    })
  | (Intent & {
      readonly to: 'ticket-status';
      readonly ticket: string;
      readonly status: 'in_progress';
    })
  /** The message that the task's thread hangs on. */
  | (Intent & {
      readonly to: 'slack-message';
      readonly channel: string;
      readonly text: string;
      readonly blocks?: readonly KnownBlock[];
      /** The conversation in which it is said; a message of its own without it. */
      readonly threadTs?: string;
    })
  | (Intent & {
      readonly to: 'slack-update';
      readonly of: string;
      readonly channel: string;
      readonly text: string;
      readonly blocks: readonly KnownBlock[];
    })
  /** The plan in the thread, as far as it is carried out: posted once, then rewritten. */
  | (Intent & {
      readonly to: 'slack-plan';
      readonly of: string;
      readonly channel: string;
      /** The task's version that it shows. */
      readonly at: number;
      readonly text: string;
      readonly blocks: readonly KnownBlock[];
    })
  | (Intent & {
      readonly to: 'slack-thread';
      readonly of: string;
      readonly channel: string;
      readonly text: string;
      readonly broadcast: boolean;
    });

/** Which systems can be told; one that is not configured is passed by. */
export interface House {
  readonly github: boolean;
  /** Whether we are an App on GitHub: only Apps may make checks. */
  readonly checks: boolean;
  readonly jira: boolean;
  /** Slack's channel for approvals and progress. */
  readonly channel: string | undefined;
  /** Whether progress is shown on Slack by a plan that is rewritten in place; otherwise by lines only. */
  readonly planBlocks: boolean;
  /** Where people see the task, without a slash at its end. */
  readonly dashboardUrl: string | undefined;
}
