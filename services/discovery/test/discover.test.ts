import { promptOf, scriptedModel, type Turn } from '@patchwright/agent/scripted';
import type { Work } from '@patchwright/chassis';
import type { Discovery } from '@patchwright/events';
import type { GitHub, Jira, Sentry, Ticket } from '@patchwright/outside';
import { error as issue, occurrence } from '@patchwright/outside/an-error';
import { initialTask, type Task } from '@patchwright/task';
import type { Workspace } from '@patchwright/workspace';
import { describe, expect, it } from 'vitest';
import { findCandidates } from '../src/candidates.ts';
import { type DiscoveryDraft, type DiscoverySettings, discover } from '../src/discover.ts';
import { analyseError, describeError } from '../src/error-analysis.ts';

const sha = 'b'.repeat(40);

const settings: DiscoverySettings = {
  catalogue: [
    { name: 'acme/api', about: ['rating'], sentryProjects: ['api'], jiraProjects: [] },
    { name: 'acme/shop', about: ['coupon', 'cart'], sentryProjects: [], jiraProjects: ['SHOP'] },
  ],
  owners: ['acme'],
  candidates: 5,
  occurrences: 10,
  asking: { threshold: 0.35, most: 2 },
  budget: { turns: 5, tokens: 100_000, costUsd: 10 },
};

const ticket: Ticket = {
  key: 'SHOP-42',
  url: 'https://jira.example/browse/SHOP-42',
  summary: 'A coupon makes the total negative',
  description: 'I think it is in `applyCoupon`.',
  type: 'Bug',
  status: 'To Do',
  priority: 'High',
  labels: ['AI'],
  reporter: 'ines',
  comments: [{ id: '1', author: 'tom', body: 'It began with WELCOME', createdAt: '' }],
};

const requested: Task = {
  ...initialTask('main', 'shop-42'),
  status: 'requested',
  title: ticket.summary,
  ticket: { system: 'jira', key: 'SHOP-42', url: ticket.url },
};

const failing: Task = {
  ...requested,
  id: 'api-7',
  ticket: { system: 'jira', key: 'API-7', url: 'https://jira.example/browse/API-7' },
  sentry: { id: '4711', project: 'api', url: issue.url },
};

const thought: Discovery = {
  relevantRepos: [
    {
      name: 'acme/shop',
      relevance: 0.97,
      reason: 'it is there',
      languages: ['TypeScript'],
      files: [{ path: 'src/coupon.ts', type: 'source', relevance: 1 }],
    },
  ],
  crossRepoDependencies: [],
  estimatedComplexity: 'Low',
  recommendedApproach: 'a floor',
  keywords: ['coupon'],
  rootCause: 'applyCoupon has no floor',
  confidence: 0.9,
  reasoning: 'read it',
};
const submits: Turn = [{ name: 'submit_discovery', input: thought }];
const reads: Turn = [{ name: 'list_files', input: {} }];

/** What discovery is let loose on. */
function openSite(
  options: {
    readonly task?: Task;
    readonly turns?: readonly Turn[];
    readonly settings?: Partial<DiscoverySettings>;
  } = {},
) {
  const model = scriptedModel(options.turns ?? [submits]);
  const sections: Parameters<Jira['ensureDescriptionSection']>[0][] = [];
  const github: Partial<GitHub> = {
    searchCode: async () => [],
    getRepository: async ({ repository }) => ({
      name: repository,
      defaultBranch: 'trunk',
      cloneUrl: '',
      url: '',
      language: null,
    }),
  };
  const jira: Partial<Jira> = {
    getTicket: async ({ ticket: key }) => ({ ...ticket, key }),
    async ensureDescriptionSection(input) {
      sections.push(input);
      return { ticket: input.ticket };
    },
  };
  const sentry: Partial<Sentry> = {
    getIssue: async () => issue,
    listEvents: async () => [occurrence(), occurrence({ id: 'e2' })],
  };
  const files = [
    { path: 'README.md', text: 'The shop of Acme' },
    { path: 'src/cart.ts', text: 'import { applyCoupon } from "./coupon.ts";' },
    {
      path: 'src/coupon.ts',
      text: 'export function applyCoupon(total, coupon) { return total - coupon; }',
    },
    { path: 'api/ratings.py', text: 'def average(ratings):\n    return total / len(ratings)\n' },
  ];
  const workspace: Partial<Workspace> = {
    open: async ({ ref }) => ({ commit: ref === 'trunk' ? sha : '', tree: 'tree' }),
    readFiles: async () => files,
    listFiles: async () => files.map(({ path, text }) => ({ path, size: text.length })),
  };
  const world = {
    model,
    github: github as GitHub,
    jira: jira as Jira,
    sentry: sentry as Sentry,
    workspace: workspace as Workspace,
    clock: { now: async () => '' },
    blobs: { put: refuse, get: refuse },
    signal: new AbortController().signal,
  };
  const task = options.task ?? requested;
  const work = { item: { kind: 'discover', tenant: 'main', id: task.id }, task } as Work;
  return {
    model,
    sections,
    async discover(): Promise<readonly DiscoveryDraft[]> {
      const facts: DiscoveryDraft[] = [];
      const all = { ...settings, ...options.settings };
      for await (const fact of discover(work, world, all)) facts.push(fact);
      return facts;
    },
  };
}

async function refuse(): Promise<never> {
  throw new Error('discovery keeps no texts of its own');
}

describe('a requested task', () => {
  it('is looked into by the model, which is given what retrieval found', async () => {
    const site = openSite();
    expect(await site.discover()).toEqual([
      { type: 'discovery_started', data: {} },
      {
        type: 'discovery_completed',
        data: { discovery: thought, repository: 'acme/shop', base: { ref: 'trunk', sha } },
      },
    ]);
    const prompt = promptOf(site.model.asked[0]);
    expect(prompt).toContain('It began with WELCOME');
    expect(prompt).toContain('src/coupon.ts');
  });

  it('is looked into by retrieval alone when the model comes to no result', async () => {
    const turns = Array<Turn>(5).fill(reads);
    const facts = await openSite({ turns }).discover();
    const [, completed] = facts;
    expect(completed).toMatchObject({
      type: 'discovery_completed',
      data: {
        repository: 'acme/shop',
        discovery: {
          recommendedApproach: 'Begin at src/coupon.ts.',
          reasoning: expect.stringContaining('without a model'),
        },
      },
    });
  });

  it('for which no repository is found is given to a person, with what to do', async () => {
    const site = openSite({ settings: { catalogue: [] } });
    expect(await site.discover()).toMatchObject([
      { type: 'discovery_started' },
      {
        type: 'task_escalated',
        data: {
          reason: 'no repository could be found for the request',
          diagnosis: expect.stringMatching(
            /code search \(acme\).*Name the repository in the ticket/,
          ),
        },
      },
    ]);
    expect(site.model.asked).toEqual([]);
  });

  it('of which too little is found is asked about, and no place is guessed', async () => {
    const unsure = { ...thought, confidence: 0.2, question: 'In which currency?' };
    const turns: Turn[] = [[{ name: 'submit_discovery', input: unsure }]];
    expect(await openSite({ turns }).discover()).toMatchObject([
      { type: 'discovery_started' },
      { type: 'question_asked', data: { question: 'In which currency?', confidence: 0.2 } },
    ]);
  });

  it('that was answered about is looked for with the answer, which is data to the model', async () => {
    const answers = [
      { by: 'human:ines', via: 'cli', at: '', question: 'Where?', text: 'In acme/api, average()' },
    ];
    const site = openSite({ task: { ...requested, answers } });
    expect((await site.discover()).at(-1)).toMatchObject({ data: { repository: 'acme/api' } });
    const prompt = promptOf(site.model.asked[0]);
    expect(prompt).toMatch(
      /<fence-\w+ holds="answer of a person">\nAsked: Where\?\nAnswer of human:ines: In acme\/api, average\(\)/,
    );
  });

  it('of which the search had begun is not begun twice', async () => {
    const facts = await openSite({ task: { ...requested, status: 'discovering' } }).discover();
    expect(facts.map(({ type }) => type)).toEqual(['discovery_completed']);
  });

  it('that was paused in between is left alone', async () => {
    expect(await openSite({ task: { ...requested, status: 'paused' } }).discover()).toEqual([]);
  });
});

describe('a task that stems from a production error', () => {
  it('has the analysis written into its ticket before anything is planned', async () => {
    const site = openSite({ task: failing });
    const facts = await site.discover();
    expect(facts.map(({ type }) => type)).toEqual([
      'discovery_started',
      'ticket_enriched',
      'discovery_completed',
    ]);
    expect(site.sections).toMatchObject([{ key: 'api-7/analysis', ticket: 'API-7' }]);
    expect(site.sections[0]?.body).toContain('Culprit: average in api/ratings.py, line 14');
  });

  it('is enriched once', async () => {
    const site = openSite({ task: { ...failing, enrichment: 'done' } });
    expect((await site.discover()).map(({ type }) => type)).not.toContain('ticket_enriched');
    expect(site.sections).toEqual([]);
  });

  it('is looked for in the repository that the catalogue names for its project', async () => {
    const facts = await openSite({ task: failing }).discover();
    expect(facts.at(-1)).toMatchObject({ data: { repository: 'acme/api' } });
  });
});

describe('repositories', () => {
  const question = { title: '', text: 'The coupon of the cart', ticket };
  const input = {
    hint: undefined,
    question,
    keywords: ['applyCoupon'],
    catalogue: settings.catalogue,
  };

  it('are ranked by what speaks for them together, each reason named', async () => {
    const github = {
      searchCode: async () => [
        { repository: 'acme/shop', path: 'src/coupon.ts' },
        { repository: 'acme/shop', path: 'src/cart.ts' },
        { repository: 'acme/legacy', path: 'coupon.php' },
      ],
    };
    expect(await findCandidates(github, { ...input, owners: ['acme'] }, 5)).toEqual([
      {
        name: 'acme/shop',
        score: expect.closeTo(0.9),
        reasons: [
          'the catalogue names it for the Jira project SHOP',
          'the request speaks of coupon, cart',
          'its code contains "applyCoupon"',
        ],
      },
      { name: 'acme/legacy', score: 0.2, reasons: ['its code contains "applyCoupon"'] },
    ]);
  });

  it('that the requester names come first, and no more than asked for are told', async () => {
    const github = { searchCode: async () => [] };
    const hint = 'acme/billing';
    const found = await findCandidates(github, { ...input, hint, owners: [] }, 1);
    expect(found.map(({ name }) => name)).toEqual(['acme/billing']);
  });
});

describe('the analysis of an error', () => {
  it('names the innermost frame of our own code as the culprit', () => {
    expect(analyseError(issue, [occurrence()]).culprit?.file).toBe('api/ratings.py');
  });

  it('tells what all occurrences have in common, and only that', () => {
    const events = [
      occurrence({ url: '/a', user: 'u1' }),
      occurrence({ url: '/a', user: 'u2' }),
      occurrence({ url: null, user: null }),
    ];
    expect(analyseError(issue, events).patterns).toEqual([
      'all 3 occurrences have the release api@2.7.0',
      'all 3 occurrences have the environment production',
      'all 2 occurrences have the address /a',
    ]);
  });

  it('sees no pattern in one occurrence', () => {
    expect(analyseError(issue, [occurrence()]).patterns).toEqual([]);
  });

  it('reads as plain text, with where it was seen last', () => {
    const text = describeError(analyseError(issue, [occurrence(), occurrence()]), issue.url);
    expect(text.split('\n')).toEqual([
      'ZeroDivisionError: division by zero',
      `Seen 12 times by 3 users in 24 hours, first ${issue.firstSeen}, last ${issue.lastSeen}.`,
      'Culprit: average in api/ratings.py, line 14: return total / len(ratings)',
      'Pattern: all 2 occurrences have the release api@2.7.0.',
      'Pattern: all 2 occurrences have the environment production.',
      `Error: ${issue.url}`,
    ]);
  });

  it('says so where there is no frame of our own, and nothing to read', () => {
    const text = describeError(analyseError(issue, []), issue.url);
    expect(text).toContain('No frame of our own code stands in the stack trace.');
    expect(text.split('\n')[0]).toBe(issue.title);
  });
});
