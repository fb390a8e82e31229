import { ActRefused } from '../act-refused.ts';
import { fromWiki, type RichText } from './rich-text.ts';
import {
  type Choice,
  choose,
  ISSUE_TYPES,
  type JiraStatus,
  PRIORITIES,
  STATUSES,
} from './vocabulary.ts';

/** A person or app in Jira; the account id is also the short name under which a person acts. */
export interface JiraUser {
  readonly accountId: string;
  readonly displayName: string;
  readonly emailAddress: string;
  readonly accountType: 'atlassian' | 'app';
}

/** A project; made when its first issue needs it. */
export interface JiraProject {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

/** A comment in both forms of the API. */
export interface JiraComment {
  readonly id: string;
  readonly author: string;
  readonly updateAuthor: string;
  readonly body: RichText;
  readonly created: string;
  readonly updated: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A link to something outside, one for each `globalId`. */
export interface JiraRemoteLink {
  readonly id: number;
  readonly globalId: string | null;
  readonly application: unknown;
  readonly relationship: string | null;
  readonly object: Readonly<Record<string, unknown>>;
}

/** One changed field: references and their names. */
export interface ChangedField {
  readonly field: string;
  readonly from: string | null;
  readonly fromText: string | null;
  readonly to: string | null;
  readonly toText: string | null;
}

/** One change of an issue. */
export interface JiraChange {
  readonly id: string;
  readonly author: string;
  readonly created: string;
  readonly items: readonly ChangedField[];
}

/** An issue; users are named by account id, times are ISO. */
export interface JiraIssue {
  readonly id: string;
  readonly key: string;
  readonly project: string;
  readonly summary: string;
  readonly description: RichText | null;
  readonly type: Choice;
  readonly priority: Choice | null;
  readonly labels: readonly string[];
  readonly status: JiraStatus;
  readonly reporter: string | null;
  readonly creator: string;
  readonly assignee: string | null;
  readonly created: string;
  readonly updated: string;
  readonly resolved: string | null;
  /** Fields we do not know, kept as they were set. */
  readonly other: Readonly<Record<string, unknown>>;
  readonly comments: readonly JiraComment[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly remoteLinks: readonly JiraRemoteLink[];
  readonly changes: readonly JiraChange[];
}

/** What an issue may begin with. */
export type NewIssue = Pick<JiraIssue, 'project' | 'summary' | 'creator'> &
  Partial<
    Pick<
      JiraIssue,
      | 'key'
      | 'description'
      | 'type'
      | 'priority'
      | 'labels'
      | 'reporter'
      | 'assignee'
      | 'other'
      | 'properties'
    >
  >;

/** All that Jira holds, and the ways in which it changes. Every change answers what it made of the issue. */
export interface JiraStore {
  issues(): readonly JiraIssue[];
  projects(): readonly JiraProject[];
  users(): readonly JiraUser[];
  /** By key, whatever its case, or id. Throws ActRefused (404). */
  issue(idOrKey: string): JiraIssue;
  /** By account id; made when it is new. */
  user(accountId: string): JiraUser;
  addUser(user: JiraUser): void;
  project(key: string): JiraProject;
  create(input: NewIssue): JiraIssue;
  /** Replaces an issue by a changed copy and stamps its time. */
  put(issue: JiraIssue): JiraIssue;
  /** A number that was never given out, for ids. */
  nextId(): number;
  now(): string;
}

/** Makes an empty store. */
export function createJiraStore(clock: () => Date = () => new Date()): JiraStore {
  const issues = new Map<string, JiraIssue>();
  const projects = new Map<string, JiraProject>();
  const users = new Map<string, JiraUser>();
  let lastId = 10_100;
  let lastTime = 0;

  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  // Two changes never share a time, so that ordering by time is the order in which things happened.
  const now = () => {
    lastTime = Math.max(clock().getTime(), lastTime + 1);
    return new Date(lastTime).toISOString();
  };
  const project = (key: string): JiraProject => {
    const known = projects.get(key);
    if (known !== undefined) return known;
    const made = { id: String(nextId()), key, name: key };
    projects.set(key, made);
    return made;
  };
  const nextKey = (projectKey: string) => {
    const numbers = [...issues.values()]
      .filter((issue) => issue.project === projectKey)
      .map((issue) => Number(issue.key.split('-').at(-1)));
    return `${projectKey}-${Math.max(0, ...numbers) + 1}`;
  };

  return {
    issues: () => [...issues.values()],
    projects: () => [...projects.values()],
    users: () => [...users.values()],
    issue(idOrKey) {
      const key = idOrKey.toUpperCase();
      const found = issues.get(key) ?? [...issues.values()].find((issue) => issue.id === idOrKey);
      if (found !== undefined) return found;
      throw new ActRefused('Issue does not exist or you do not have permission to see it.');
    },
    user(accountId) {
      const known = users.get(accountId);
      if (known !== undefined) return known;
      const made: JiraUser = {
        accountId,
        displayName: accountId.charAt(0).toUpperCase() + accountId.slice(1),
        emailAddress: `${accountId}@people.example`,
        accountType: 'atlassian',
      };
      users.set(accountId, made);
      return made;
    },
    addUser: (user) => void users.set(user.accountId, user),
    project,
    create(input) {
      const key = input.key ?? nextKey(input.project);
      if (issues.has(key)) throw new ActRefused(`There is an issue ${key} already`, 409);
      project(input.project);
      const created = now();
      const issue: JiraIssue = {
        description: null,
        type: choose(ISSUE_TYPES, 'Task') as Choice,
        priority: choose(PRIORITIES, 'Medium') as Choice,
        labels: [],
        reporter: input.creator,
        assignee: null,
        other: {},
        properties: {},
        ...input,
        id: String(nextId()),
        key,
        status: STATUSES[0] as JiraStatus,
        created,
        updated: created,
        resolved: null,
        comments: [],
        remoteLinks: [],
        changes: [],
      };
      issues.set(key, issue);
      return issue;
    },
    put(issue) {
      const updated = { ...issue, updated: now() };
      issues.set(issue.key, updated);
      return updated;
    },
    nextId,
    now,
  };
}

/** What a person's ticket is given as: names instead of references, wiki markup instead of documents. */
export interface TicketInput {
  /** `PROJECT-NUMBER`; the next number of `project` without it. */
  readonly key?: string;
  readonly project?: string;
  readonly type?: string;
  readonly summary: string;
  readonly description?: string;
  readonly labels?: readonly string[];
  readonly priority?: string;
  /** Account id of who reports it. */
  readonly reporter?: string;
}

/** Makes an issue of a person's words. Throws ActRefused (400) for a type, priority or project that is not there. */
export function ticketOf(input: TicketInput): NewIssue {
  const project = input.project ?? input.key?.split('-').slice(0, -1).join('-');
  if (project === undefined || !/^[A-Z][A-Z0-9_]*$/.test(project)) {
    throw new ActRefused('A ticket needs a key such as SHOP-42, or a project such as SHOP', 400);
  }
  const type = choose(ISSUE_TYPES, input.type ?? 'Bug');
  if (type === undefined) throw new ActRefused(`There is no issue type ${input.type}`, 400);
  const priority = choose(PRIORITIES, input.priority ?? 'Medium');
  if (priority === undefined) throw new ActRefused(`There is no priority ${input.priority}`, 400);
  return {
    project,
    summary: input.summary,
    creator: input.reporter ?? 'reporter',
    type,
    priority,
    labels: input.labels ?? [],
    ...(input.key === undefined ? {} : { key: input.key }),
    ...(input.description === undefined ? {} : { description: fromWiki(input.description) }),
  };
}
