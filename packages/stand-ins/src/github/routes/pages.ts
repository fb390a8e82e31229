import type { FastifyInstance } from 'fastify';
import { escapeHtml, page } from '../../html.ts';
import { changes } from '../git-diff.ts';
import { latestByName } from '../render/checks.ts';
import { byId, type GitHubWorld, issueOf, pullsOf, repositoryOf } from '../world.ts';

type Params = Readonly<Record<string, string>>;

/** Plain pages for people: a repository, an issue, a pull request with its checks and diff, a job's log. They ask for no token. */
export function registerPages(app: FastifyInstance, world: GitHubWorld): void {
  app.get('/', async (_request, reply) => {
    const rows = [...world.repositories.values()].map(
      ({ fullName }) => `<li><a href="/${escapeHtml(fullName)}">${escapeHtml(fullName)}</a></li>`,
    );
    return reply.type('text/html').send(page('Repositories', `<ul>${rows.join('')}</ul>`));
  });
  app.get('/:owner/:repo', async (request, reply) => {
    const repository = asked(world, request.params as Params);
    const rows = repository.issues.toReversed().map(({ number, title, state, pull }) => {
      const kind = pull === undefined ? 'issues' : 'pull';
      const link = `/${repository.fullName}/${kind}/${number}`;
      return `<li><a href="${escapeHtml(link)}">#${number} ${escapeHtml(title)}</a> <small>${state}</small></li>`;
    });
    return reply.type('text/html').send(page(repository.fullName, `<ul>${rows.join('')}</ul>`));
  });
  for (const kind of ['issues', 'pull']) {
    app.get(`/:owner/:repo/${kind}/:number`, async (request, reply) => {
      const params = request.params as Params;
      return reply.type('text/html').send(await conversation(world, params));
    });
  }
  app.get('/:owner/:repo/actions/runs/:run/job/:job', async (request, reply) => {
    const params = request.params as Params;
    const repository = asked(world, params);
    const job = byId(repository.jobs, Number(params.job));
    const log = `<pre>${escapeHtml(job.log)}</pre>`;
    return reply.type('text/html').send(page(`${job.name}: ${job.conclusion ?? job.status}`, log));
  });
  app.get('/:owner/:repo/actions/runs/:run', async (request, reply) => {
    const params = request.params as Params;
    const repository = asked(world, params);
    const run = byId(repository.runs, Number(params.run));
    const rows = repository.jobs
      .filter((job) => job.run === run.id)
      .map((job) => {
        const link = `/${repository.fullName}/actions/runs/${run.id}/job/${job.id}`;
        const state = `${job.conclusion ?? job.status}, attempt ${job.attempt}`;
        return `<li><a href="${escapeHtml(link)}">${escapeHtml(job.name)}</a> <small>${state}</small></li>`;
      });
    return reply
      .type('text/html')
      .send(page(`${run.name} #${run.number}`, `<ul>${rows.join('')}</ul>`));
  });
  app.get('/_logs/:owner/:repo/:job', async (request, reply) => {
    const params = request.params as Params;
    const job = byId(asked(world, params).jobs, Number(params.job));
    return reply.type('text/plain; charset=utf-8').send(job.log);
  });
}

function asked(world: GitHubWorld, params: Params) {
  return repositoryOf(world, `${params.owner}/${params.repo}`);
}

async function conversation(world: GitHubWorld, params: Params): Promise<string> {
  const repository = asked(world, params);
  const issue = issueOf(repository, Number(params.number));
  const pull = pullsOf(repository).find((each) => each.number === issue.number)?.pull;
  const facts: [string, string][] = [
    ['State', pull?.mergedAt ? 'merged' : pull?.draft ? `${issue.state}, draft` : issue.state],
    ['Author', issue.user],
    ['Labels', issue.labels.join(', ') || 'none'],
  ];
  if (pull !== undefined)
    facts.push(['Branch', `${pull.head} → ${pull.base}`], ['Head', pull.headSha]);
  const said = [
    ...repository.comments.map((each) => ({ ...each, at: each.createdAt, what: 'commented' })),
    ...repository.reviews.map((each) => ({ ...each, at: each.submittedAt, what: each.state })),
    ...repository.reviewComments.map((each) => ({ ...each, at: each.createdAt, what: each.path })),
  ]
    .filter((each) => each.number === issue.number)
    .toSorted((a, b) => a.at.localeCompare(b.at) || a.id - b.id);
  const articles = [
    { user: issue.user, at: issue.createdAt, what: 'opened', body: issue.body ?? '' },
    ...said,
  ]
    .map(({ user, at, what, body }) => {
      const head = `<b>${escapeHtml(user)}</b> <small>${escapeHtml(what)} ${at}</small>`;
      return `<article>${head}<pre>${escapeHtml(body)}</pre></article>`;
    })
    .join('');
  const list = facts
    .map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('');
  const rest = pull === undefined ? '' : await checksAndDiff(world, repository.fullName, pull);
  return page(`#${issue.number} ${issue.title}`, `<dl>${list}</dl>${articles}${rest}`);
}

async function checksAndDiff(
  world: GitHubWorld,
  fullName: string,
  pull: { readonly headSha: string; readonly baseSha: string },
): Promise<string> {
  const repository = repositoryOf(world, fullName);
  const checks = latestByName(repository.checkRuns.filter((each) => each.headSha === pull.headSha));
  const rows = checks.map((check) => {
    const state = escapeHtml(check.conclusion ?? check.status);
    return `<li><a href="${escapeHtml(check.detailsUrl)}">${escapeHtml(check.name)}</a> <small>${state}</small></li>`;
  });
  const files = await changes(world.git, repository.gitDir, pull.baseSha, pull.headSha);
  const diffs = files.map(
    (file) =>
      `<details open><summary>${escapeHtml(file.path)} <small>+${file.additions} −${file.deletions}</small></summary><pre>${escapeHtml(file.patch ?? '')}</pre></details>`,
  );
  return `<h2>Checks</h2><ul>${rows.join('')}</ul><h2>Files changed</h2>${diffs.join('')}`;
}
