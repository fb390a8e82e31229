import type { Mesh } from '@patchwright/local';
import type {
  GitHubState,
  JiraState,
  ModelCalls,
  SentryState,
  SlackState,
} from '@patchwright/stand-ins';

/** All that the outside world holds after stories were played. */
export interface OutsideState {
  readonly github: GitHubState;
  readonly jira: JiraState;
  readonly slack: SlackState;
  readonly sentry: SentryState;
  readonly model: ModelCalls;
}

/** Reads what the outside world holds. */
export function readOutside(mesh: Mesh): Promise<OutsideState> {
  return mesh.control.read<OutsideState>('/state');
}
