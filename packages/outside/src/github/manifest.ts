/** A permission that the App asks for, and what for. */
export interface AppPermission {
  readonly name: string;
  readonly level: 'read' | 'write';
  readonly because: string;
}

/** What the App may do, and nothing else. */
export const githubPermissions: readonly AppPermission[] = [
  { name: 'metadata', level: 'read', because: 'find repositories, and see who may write to one' },
  {
    name: 'contents',
    level: 'write',
    because: 'read code, push the branch of a task, and delete it once it is merged',
  },
  { name: 'pull_requests', level: 'write', because: 'open the draft, describe it, answer reviews' },
  { name: 'issues', level: 'write', because: 'read what is asked for, and answer there' },
  { name: 'checks', level: 'write', because: 'ask for the plan’s approval, and read verdicts' },
  { name: 'actions', level: 'write', because: 'read logs of failed jobs, and run them once more' },
  { name: 'statuses', level: 'read', because: 'read the verdicts of older kinds of CI' },
];

/** What the App is told of by webhooks. */
export const githubEvents: readonly string[] = [
  'issues',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'check_run',
  'check_suite',
  'workflow_run',
  'status',
];

/** The manifest by which GitHub makes the App. `webhookUrl` and `redirectUrl` are addresses of this installation. */
export function githubAppManifest(options: {
  readonly name: string;
  readonly homepage: string;
  readonly webhookUrl: string;
  readonly redirectUrl: string;
}) {
  return {
    name: options.name,
    url: options.homepage,
    description: 'Tickets and production errors become reviewed, tested pull requests.',
    hook_attributes: { url: options.webhookUrl, active: true },
    redirect_url: options.redirectUrl,
    public: false,
    default_permissions: Object.fromEntries(
      githubPermissions.map(({ name, level }) => [name, level]),
    ),
    default_events: [...githubEvents],
  };
}
