import { announceCheckRun, announceStatus } from './announce.ts';
import type {
  CheckAction,
  CheckOutput,
  CheckRunRecord,
  CheckSuiteRecord,
  RepositoryRecord,
  StatusRecord,
} from './records.ts';
import { renderStatus } from './render/checks.ts';
import { repositoryHtml } from './render/repository.ts';
import { type GitHubWorld, now } from './world.ts';

/** Opens a check suite of an app on a commit. */
export function openSuite(
  world: GitHubWorld,
  repository: RepositoryRecord,
  app: string,
  headSha: string,
  headBranch: string | null,
): CheckSuiteRecord {
  const time = now();
  const id = world.nextId();
  const suite = { id, app, headSha, headBranch, createdAt: time, updatedAt: time };
  repository.suites.push(suite);
  return suite;
}

/** What a client may say of a check run when making or changing it. */
export interface CheckRunFields {
  readonly name?: string;
  readonly status?: CheckRunRecord['status'];
  readonly conclusion?: CheckRunRecord['conclusion'];
  readonly external_id?: string;
  readonly details_url?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: Partial<CheckOutput>;
  readonly actions?: readonly CheckAction[];
}

/** Makes the check run of an app on a commit, in its suite there. */
export function createCheckRun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  app: string,
  headSha: string,
  fields: CheckRunFields & { readonly name: string },
): CheckRunRecord {
  const branch = [...repository.branches].find(([, tip]) => tip === headSha)?.[0] ?? null;
  const suite =
    repository.suites.find((each) => each.app === app && each.headSha === headSha) ??
    openSuite(world, repository, app, headSha, branch);
  const id = world.nextId();
  const check: CheckRunRecord = {
    id,
    suite: suite.id,
    app,
    headSha,
    name: fields.name,
    externalId: '',
    detailsUrl: `${repositoryHtml(world, repository)}/runs/${id}`,
    status: 'queued',
    conclusion: null,
    startedAt: now(),
    completedAt: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
  };
  repository.checkRuns.push(check);
  applyFields(check, fields);
  announceCheckRun(world, repository, check, 'created', world.botLogin);
  if (check.status === 'completed') {
    announceCheckRun(world, repository, check, 'completed', world.botLogin);
  }
  return check;
}

/** Changes a check run; annotations are added to those it has, as on GitHub. */
export function updateCheckRun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  check: CheckRunRecord,
  fields: CheckRunFields,
): void {
  const before = check.status;
  applyFields(check, fields);
  if (check.status === 'completed' && before !== 'completed') {
    announceCheckRun(world, repository, check, 'completed', world.botLogin);
  }
}

function applyFields(check: CheckRunRecord, fields: CheckRunFields): void {
  check.actions = fields.actions ?? check.actions;
  check.name = fields.name ?? check.name;
  check.externalId = fields.external_id ?? check.externalId;
  check.detailsUrl = fields.details_url ?? check.detailsUrl;
  check.startedAt = fields.started_at ?? check.startedAt;
  check.status = fields.status ?? check.status;
  if (fields.conclusion !== undefined && fields.conclusion !== null) {
    check.conclusion = fields.conclusion;
    check.status = 'completed';
  }
  if (check.status === 'completed') check.completedAt = fields.completed_at ?? now();
  if (fields.output !== undefined) {
    const added = fields.output.annotations ?? [];
    check.output = {
      ...check.output,
      ...fields.output,
      annotations: [...check.output.annotations, ...added],
    };
  }
}

/** Sets a commit status. */
export async function createStatus(
  world: GitHubWorld,
  repository: RepositoryRecord,
  fields: Omit<StatusRecord, 'id' | 'createdAt'>,
): Promise<StatusRecord> {
  const status = { ...fields, id: world.nextId(), createdAt: now() };
  repository.statuses.push(status);
  const rendered = renderStatus(world, repository, status);
  await announceStatus(world, repository, status.sha, rendered, status.user);
  return status;
}
