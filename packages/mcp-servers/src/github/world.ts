import type { GitHub } from '@patchwright/outside';
import type { Scope } from '../scope.ts';

/** What a tool of the GitHub server may touch: the named methods, within its reach. */
export interface GitHubWorld<Methods extends keyof GitHub = keyof GitHub> {
  readonly github: Pick<GitHub, Methods>;
  readonly repositories: Scope;
  /** The intent of the call's effect. */
  readonly intent: string;
}
