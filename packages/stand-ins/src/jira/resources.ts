import type { RichText } from './rich-text.ts';
import type { JiraChange, JiraComment, JiraIssue, JiraRemoteLink, JiraStore } from './store.ts';
import { CATEGORIES, type Choice, type JiraStatus, STATUSES } from './vocabulary.ts';

/** The version of the REST API that is spoken: texts are wiki markup in 2, ADF in 3. */
export type ApiVersion = '2' | '3';

/** The two kinds of Jira. In Data Center people go by names, and texts are wiki markup only. */
export type JiraDeployment = 'cloud' | 'data-center';

/** Writes what the store holds as Jira's REST API shows it. */
export type JiraResources = ReturnType<typeof createJiraResources>;

/** `2026-03-02T09:00:00.000+0000`, as Jira writes times. */
export function jiraTime(iso: string): string {
  return iso.replace(/Z$/, '+0000');
}

/** Makes the writer for a site at `url`. */
export function createJiraResources(
  store: JiraStore,
  url: () => string,
  deployment: JiraDeployment = 'cloud',
) {
  const rest = (version: ApiVersion, path: string) => `${url()}/rest/api/${version}/${path}`;

  function text(version: ApiVersion, value: RichText | null): unknown {
    if (value === null) return null;
    return version === '2' ? value.wiki : value.adf;
  }

  function user(version: ApiVersion, accountId: string) {
    const { displayName, emailAddress, accountType } = store.user(accountId);
    if (deployment === 'data-center') {
      return {
        self: rest(version, `user?username=${encodeURIComponent(accountId)}`),
        name: accountId,
        key: `JIRAUSER-${accountId}`,
        emailAddress,
        avatarUrls: avatars(),
        displayName,
        active: true,
        timeZone: 'Etc/UTC',
      };
    }
    return {
      self: rest(version, `user?accountId=${encodeURIComponent(accountId)}`),
      accountId,
      accountType,
      emailAddress,
      avatarUrls: avatars(),
      displayName,
      active: true,
      timeZone: 'Etc/UTC',
    };
  }

  function avatars() {
    const sizes = ['48x48', '32x32', '24x24', '16x16'];
    return Object.fromEntries(sizes.map((size) => [size, `${url()}/avatar.svg`]));
  }

  function status(version: ApiVersion, value: JiraStatus) {
    const category = CATEGORIES[value.category];
    return {
      self: rest(version, `status/${value.id}`),
      description: '',
      iconUrl: `${url()}/`,
      name: value.name,
      id: value.id,
      statusCategory: { self: rest(version, `statuscategory/${category.id}`), ...category },
    };
  }

  function choice(version: ApiVersion, kind: 'priority' | 'issuetype', value: Choice) {
    return {
      self: rest(version, `${kind}/${value.id}`),
      iconUrl: `${url()}/${kind}.svg`,
      name: value.name,
      id: value.id,
    };
  }

  function issueType(version: ApiVersion, value: Choice) {
    const hierarchyLevel = value.name === 'Epic' ? 1 : 0;
    const shape = { description: '', subtask: false, hierarchyLevel };
    return { ...choice(version, 'issuetype', value), ...shape };
  }

  function project(version: ApiVersion, key: string) {
    const { id, name } = store.project(key);
    return {
      self: rest(version, `project/${id}`),
      id,
      key,
      name,
      projectTypeKey: 'software',
      simplified: true,
      avatarUrls: avatars(),
    };
  }

  function comment(version: ApiVersion, issue: JiraIssue, value: JiraComment) {
    return {
      self: rest(version, `issue/${issue.id}/comment/${value.id}`),
      id: value.id,
      author: user(version, value.author),
      body: text(version, value.body),
      updateAuthor: user(version, value.updateAuthor),
      created: jiraTime(value.created),
      updated: jiraTime(value.updated),
      jsdPublic: true,
    };
  }

  function comments(version: ApiVersion, issue: JiraIssue) {
    const list = issue.comments.map((value) => comment(version, issue, value));
    return { comments: list, maxResults: list.length, total: list.length, startAt: 0 };
  }

  function fields(version: ApiVersion, issue: JiraIssue): Record<string, unknown> {
    const person = (accountId: string | null) =>
      accountId === null ? null : user(version, accountId);
    return {
      summary: issue.summary,
      description: text(version, issue.description),
      issuetype: issueType(version, issue.type),
      project: project(version, issue.project),
      priority: issue.priority === null ? null : choice(version, 'priority', issue.priority),
      labels: issue.labels,
      status: status(version, issue.status),
      resolution:
        issue.resolved === null
          ? null
          : { self: rest(version, 'resolution/10000'), id: '10000', name: 'Done', description: '' },
      resolutiondate: issue.resolved === null ? null : jiraTime(issue.resolved),
      reporter: person(issue.reporter),
      creator: person(issue.creator),
      assignee: person(issue.assignee),
      created: jiraTime(issue.created),
      updated: jiraTime(issue.updated),
      components: [],
      fixVersions: [],
      issuelinks: [],
      subtasks: [],
      attachment: [],
      comment: comments(version, issue),
      ...issue.other,
    };
  }

  function change(version: ApiVersion, value: JiraChange) {
    return {
      id: value.id,
      author: user(version, value.author),
      created: jiraTime(value.created),
      items: value.items.map((item) => ({
        field: item.field,
        fieldtype: 'jira',
        fieldId: item.field,
        from: item.from,
        fromString: item.fromText,
        to: item.to,
        toString: item.toText,
      })),
    };
  }

  /** An issue with the fields that were asked for; all of them for `*all`. */
  function issue(version: ApiVersion, value: JiraIssue, wanted: readonly string[] = ['*all']) {
    const all = fields(version, value);
    const shown = selected(wanted, Object.keys(all));
    return {
      expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
      id: value.id,
      self: rest(version, `issue/${value.id}`),
      key: value.key,
      fields: Object.fromEntries(Object.entries(all).filter(([name]) => shown.has(name))),
    };
  }

  function remoteLink(version: ApiVersion, of: JiraIssue, value: JiraRemoteLink) {
    return {
      id: value.id,
      self: rest(version, `issue/${of.id}/remotelink/${value.id}`),
      ...(value.globalId === null ? {} : { globalId: value.globalId }),
      ...(value.application === undefined ? {} : { application: value.application }),
      ...(value.relationship === null ? {} : { relationship: value.relationship }),
      object: value.object,
    };
  }

  function transitions(version: ApiVersion) {
    return STATUSES.map((to) => ({
      id: to.transition,
      name: to.name,
      to: status(version, to),
      hasScreen: false,
      isGlobal: true,
      isInitial: false,
      isAvailable: true,
      isConditional: false,
      isLooped: false,
    }));
  }

  return {
    rest,
    user,
    status,
    choice,
    issueType,
    project,
    comment,
    comments,
    issue,
    change,
    remoteLink,
    transitions,
  };
}

function selected(wanted: readonly string[], known: readonly string[]): ReadonlySet<string> {
  const shown = new Set<string>();
  for (const name of wanted) {
    if (name === '*all' || name === '*navigable') for (const field of known) shown.add(field);
    else if (name.startsWith('-')) shown.delete(name.slice(1));
    else shown.add(name);
  }
  return shown;
}
