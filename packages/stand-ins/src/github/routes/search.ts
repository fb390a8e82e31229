import { basename, extname } from 'node:path/posix';
import { languageOf } from '../languages.ts';
import type { IssueRecord, RepositoryRecord } from '../records.ts';
import { unprocessable } from '../refusal.ts';
import { renderIssue } from '../render/issue.ts';
import { renderRepository, repositoryApi, repositoryHtml } from '../render/repository.ts';
import { parseSearch, type SearchQuery } from '../search-query.ts';
import { type Call, paginated, type Router } from './call.ts';

const FRAGMENT_LINES = 3;

/** Search: code by grep over each repository's default branch, issues and pull requests, repositories. */
export function registerSearch({ world, on }: Router): void {
  const { git } = world;

  function repositoriesFor(query: SearchQuery): readonly RepositoryRecord[] {
    const named = query.qualifiers.filter(({ key }) => key === 'repo').map(({ value }) => value);
    const owners = query.qualifiers.filter(({ key }) => key === 'org' || key === 'user');
    return [...world.repositories.values()]
      .filter((each) => named.length === 0 || named.includes(each.fullName))
      .filter((each) => owners.length === 0 || owners.some(({ value }) => value === each.owner));
  }

  on('GET', '/search/code', async (call) => {
    const query = askedFor(call);
    if (query.words.length === 0) {
      throw unprocessable('Search', ['Search text is required when searching source code.']);
    }
    const found: { repository: RepositoryRecord; path: string }[] = [];
    for (const repository of repositoriesFor(query)) {
      const patterns = query.words.flatMap((word) => ['-e', word]);
      const args = ['grep', '-l', '-z', '-I', '-i', '-F', '--all-match', ...patterns];
      const hits = await git(repository.gitDir, [...args, repository.base], { allow: [1] });
      const paths = hits.stdout.split('\0').map((hit) => hit.slice(repository.base.length + 1));
      for (const path of paths.filter((each) => each !== '' && isFile(each, query))) {
        found.push({ repository, path });
      }
    }
    const items = paginated(call, found).map((hit) => renderHit(hit, query, call));
    return {
      total_count: found.length,
      incomplete_results: false,
      items: await Promise.all(items),
    };
  });

  async function renderHit(
    { repository, path }: { readonly repository: RepositoryRecord; readonly path: string },
    query: SearchQuery,
    call: Call,
  ) {
    const { stdout } = await git(repository.gitDir, ['rev-parse', `${repository.base}:${path}`]);
    const sha = stdout.trim();
    const api = repositoryApi(world, repository);
    const tip = repository.branches.get(repository.base) ?? repository.base;
    const url = `${api}/contents/${path.split('/').map(encodeURIComponent).join('/')}?ref=${tip}`;
    const item = {
      name: basename(path),
      path,
      sha,
      url,
      git_url: `${api}/git/blobs/${sha}`,
      html_url: `${repositoryHtml(world, repository)}/blob/${tip}/${path}`,
      repository: renderRepository(world, repository),
      score: 1,
    };
    if (!call.accept.includes('text-match')) return item;
    const text = (await git(repository.gitDir, ['cat-file', 'blob', sha])).stdout;
    return { ...item, text_matches: query.words.flatMap((word) => match(text, word, url)) };
  }

  on('GET', '/search/issues', async (call) => {
    const query = askedFor(call);
    const hits = repositoriesFor(query).flatMap((repository) =>
      repository.issues
        .filter((issue) => isIssue(issue, repository, query))
        .map((issue) => ({ repository, issue })),
    );
    const sorted = hits.toSorted((a, b) => b.issue.updatedAt.localeCompare(a.issue.updatedAt));
    const items = paginated(call, sorted).map(({ repository, issue }) => ({
      ...renderIssue(world, repository, issue),
      score: 1,
    }));
    const total_count = hits.length;
    return { total_count, incomplete_results: false, search_type: 'lexical', items };
  });

  on('GET', '/search/repositories', async (call) => {
    const query = askedFor(call);
    const found = repositoriesFor(query).filter((each) =>
      query.words.every((word) => each.fullName.toLowerCase().includes(word.toLowerCase())),
    );
    const items = paginated(call, found).map((each) => ({
      ...renderRepository(world, each),
      score: 1,
    }));
    return { total_count: found.length, incomplete_results: false, items };
  });
}

function askedFor(call: Call): SearchQuery {
  const text = call.query.q ?? '';
  if (text.trim() === '') throw unprocessable('Search', [{ field: 'q', code: 'missing' }]);
  return parseSearch(text);
}

function isFile(path: string, query: SearchQuery): boolean {
  return query.qualifiers.every(({ key, value, not }) => {
    const verdict = fileVerdict(path, key, value);
    return verdict === undefined || verdict !== not;
  });
}

function fileVerdict(path: string, key: string, value: string): boolean | undefined {
  switch (key) {
    case 'path':
      return `/${path}`.includes(value.startsWith('/') ? value : value.replace(/\/$/, ''));
    case 'filename':
      return basename(path) === value;
    case 'extension':
      return extname(path) === `.${value.replace(/^\./, '')}`;
    case 'language':
      return languageOf(extname(path))?.toLowerCase() === value.toLowerCase();
    default:
      return undefined;
  }
}

function isIssue(issue: IssueRecord, repository: RepositoryRecord, query: SearchQuery): boolean {
  const comments = repository.comments.filter((comment) => comment.number === issue.number);
  const places = query.qualifiers
    .filter(({ key }) => key === 'in')
    .flatMap(({ value }) => value.split(','));
  const inside = (place: string) => places.length === 0 || places.includes(place);
  const text = [
    inside('title') ? issue.title : '',
    inside('body') ? (issue.body ?? '') : '',
    ...(inside('comments') ? comments.map((comment) => comment.body) : []),
  ].join('\n');
  const lower = text.toLowerCase();
  if (!query.words.every((word) => lower.includes(word.toLowerCase()))) return false;
  return query.qualifiers.every(({ key, value, not }) => {
    const verdict = issueVerdict(issue, key, value);
    return verdict === undefined || verdict !== not;
  });
}

function issueVerdict(issue: IssueRecord, key: string, value: string): boolean | undefined {
  switch (key) {
    case 'is':
    case 'type':
    case 'state':
      return issueIs(issue, value);
    case 'draft':
      return issue.pull !== undefined && String(issue.pull.draft) === value;
    case 'label':
      return value.split(',').some((label) => issue.labels.includes(label));
    case 'author':
      return issue.user === value || issue.user === value.replace(/^app\/(.*)$/, '$1[bot]');
    case 'assignee':
      return issue.assignees.includes(value);
    case 'head':
      return issue.pull?.head === value;
    case 'base':
      return issue.pull?.base === value;
    default:
      return undefined;
  }
}

function issueIs(issue: IssueRecord, what: string): boolean {
  switch (what) {
    case 'pr':
    case 'pull-request':
      return issue.pull !== undefined;
    case 'issue':
      return issue.pull === undefined;
    case 'merged':
      return issue.pull !== undefined && issue.pull.mergedAt !== null;
    case 'unmerged':
      return issue.pull !== undefined && issue.pull.mergedAt === null;
    case 'draft':
      return issue.pull?.draft === true;
    default:
      return issue.state === what;
  }
}

function match(text: string, word: string, url: string) {
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return [];
  const lines = text.split('\n');
  const line = text.slice(0, at).split('\n').length - 1;
  const first = Math.max(0, line - 1);
  const fragment = lines.slice(first, first + FRAGMENT_LINES).join('\n');
  const start = fragment.toLowerCase().indexOf(word.toLowerCase());
  return [
    {
      object_url: url,
      object_type: 'FileContent',
      property: 'content',
      fragment,
      matches: [
        { text: fragment.slice(start, start + word.length), indices: [start, start + word.length] },
      ],
    },
  ];
}
