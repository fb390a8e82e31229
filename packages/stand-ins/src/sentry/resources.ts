import { eventOf, type SentryFrame, type SentryIssue, seenSince, titleOf } from './store.ts';

/** Writes what the store holds as Sentry's API and webhooks show it. */
export type SentryResources = ReturnType<typeof createSentryResources>;

const HOUR_MS = 3_600_000;

/** Makes the writer for an organisation at `url`. */
export function createSentryResources(organization: string, url: () => string) {
  const issueUrl = (issue: SentryIssue) =>
    `${url()}/organizations/${organization}/issues/${issue.id}/`;

  function project({ project }: SentryIssue) {
    return { id: project.id, name: project.slug, slug: project.slug, platform: project.platform };
  }

  function metadata({ input }: SentryIssue) {
    const crash = input.stacktrace.findLast((frame) => frame.in_app) ?? input.stacktrace.at(-1);
    return {
      type: input.type,
      value: input.value,
      ...(crash === undefined ? {} : { filename: crash.filename, function: crash.function ?? '' }),
    };
  }

  /** An issue; `since` (milliseconds) counts only the occurrences after it, as a search over a period does. */
  function issue(value: SentryIssue, since = 0) {
    const { input, times } = value;
    const inPeriod = seenSince(value, since);
    const firstSeen = new Date(times[0] ?? 0).toISOString();
    const lastSeen = new Date(times.at(-1) ?? 0).toISOString();
    return {
      id: value.id,
      shareId: null,
      shortId: value.shortId,
      title: titleOf(input),
      culprit: input.culprit,
      permalink: issueUrl(value),
      logger: null,
      level: input.level,
      status: value.status,
      statusDetails: {},
      substatus: value.status === 'unresolved' ? 'ongoing' : null,
      isPublic: false,
      platform: input.platform,
      project: project(value),
      type: 'error',
      metadata: metadata(value),
      numComments: value.notes.length,
      assignedTo:
        value.assignedTo === null
          ? null
          : { type: 'user', id: value.assignedTo, name: value.assignedTo },
      isBookmarked: false,
      isSubscribed: false,
      subscriptionDetails: null,
      hasSeen: false,
      annotations: [],
      issueType: 'error',
      issueCategory: 'error',
      priority: input.level === 'fatal' || input.level === 'error' ? 'high' : 'medium',
      priorityLockedAt: null,
      isUnhandled: true,
      count: String(inPeriod.count),
      userCount: inPeriod.users,
      firstSeen,
      lastSeen,
      filtered: null,
      lifetime: { count: String(times.length), userCount: input.users, firstSeen, lastSeen },
      stats: { '24h': hours(value, 24) },
    };
  }

  /** An issue with what only its own resource shows. */
  function issueDetails(value: SentryIssue) {
    const newest = eventOf(value, value.times.length - 1);
    const oldest = eventOf(value, 0);
    const release = (version: string | null) => (version === null ? null : releaseOf(version));
    const keys = [...new Set([...Object.keys(newest.tags), ...Object.keys(oldest.tags)])];
    return {
      ...issue(value),
      firstRelease: release(oldest.release),
      lastRelease: release(newest.release),
      tags: keys.map((key) => ({ key, name: key, totalValues: value.times.length })),
      activity: value.notes.map(note),
      seenBy: [],
      participants: [],
      pluginActions: [],
      pluginIssues: [],
      pluginContexts: [],
      userReportCount: 0,
      stats: { '24h': hours(value, 24), '30d': days(value, 30) },
    };
  }

  function event(value: SentryIssue, index: number) {
    const { input, times } = value;
    const one = eventOf(value, index);
    const neighbour = (at: number) => (at < 0 || at >= times.length ? null : eventOf(value, at).id);
    const user = one.user === null ? null : { id: one.user, username: one.user };
    return {
      id: one.id,
      eventID: one.id,
      groupID: value.id,
      projectID: value.project.id,
      title: titleOf(input),
      message: input.value,
      location: metadata(value).filename ?? null,
      culprit: input.culprit,
      platform: input.platform,
      type: 'error',
      metadata: metadata(value),
      dateCreated: one.at,
      dateReceived: one.at,
      size: 4096,
      user,
      tags: Object.entries(one.tags).map(([key, text]) => ({ key, value: text })),
      release: one.release === null ? null : releaseOf(one.release),
      environment: one.environment,
      dist: null,
      contexts: {},
      context: {},
      sdk: null,
      packages: {},
      errors: [],
      fingerprints: fingerprints(value),
      crashFile: null,
      nextEventID: neighbour(index + 1),
      previousEventID: neighbour(index - 1),
      entries: [
        {
          type: 'exception',
          data: {
            values: [
              {
                type: input.type,
                value: input.value,
                module: null,
                mechanism: { type: 'generic', handled: false },
                threadId: null,
                rawStacktrace: null,
                stacktrace: {
                  frames: input.stacktrace.map(frame),
                  framesOmitted: null,
                  registers: null,
                  hasSystemFrames: input.stacktrace.some((one) => !one.in_app),
                },
              },
            ],
            hasSystemFrames: input.stacktrace.some((one) => !one.in_app),
            excOmitted: null,
          },
        },
        ...(one.url === null
          ? []
          : [{ type: 'request', data: { method: 'GET', url: one.url, query: [], headers: [] } }]),
      ],
    };
  }

  /** An occurrence as alerts carry it: with the names that SDKs use. */
  function rawEvent(value: SentryIssue, index: number) {
    const { input } = value;
    const one = eventOf(value, index);
    const api = `${url()}/api/0`;
    return {
      event_id: one.id,
      project: Number(value.project.id),
      title: titleOf(input),
      type: 'error',
      platform: input.platform,
      level: input.level,
      culprit: input.culprit,
      message: input.value,
      datetime: one.at,
      timestamp: Date.parse(one.at) / 1000,
      release: one.release,
      environment: one.environment,
      user: one.user === null ? null : { id: one.user },
      request: one.url === null ? null : { url: one.url },
      tags: Object.entries(one.tags),
      metadata: metadata(value),
      fingerprint: fingerprints(value),
      exception: {
        values: [
          { type: input.type, value: input.value, stacktrace: { frames: input.stacktrace } },
        ],
      },
      url: `${api}/projects/${organization}/${value.project.slug}/events/${one.id}/`,
      web_url: `${issueUrl(value)}events/${one.id}/`,
      issue_url: `${api}/organizations/${organization}/issues/${value.id}/`,
      issue_id: value.id,
    };
  }

  function note(value: SentryIssue['notes'][number]) {
    return {
      id: value.id,
      type: 'note',
      dateCreated: value.at,
      user: { id: value.user, name: value.user, username: value.user },
      data: { text: value.text },
    };
  }

  return { issueUrl, project, issue, issueDetails, event, rawEvent, note };
}

function fingerprints({ input }: SentryIssue): readonly string[] {
  const { fingerprint } = input;
  if (fingerprint === undefined) return ['{{ default }}'];
  return typeof fingerprint === 'string' ? [fingerprint] : fingerprint;
}

function releaseOf(version: string) {
  return { version, shortVersion: version, dateCreated: null, dateReleased: null };
}

function frame(value: SentryFrame) {
  const line = value.lineno ?? null;
  const around = [...value.pre_context, value.context_line ?? '', ...value.post_context];
  const first = (line ?? 0) - value.pre_context.length;
  return {
    filename: value.filename,
    absPath: value.abs_path ?? value.filename,
    module: value.module ?? null,
    package: null,
    platform: null,
    function: value.function ?? null,
    rawFunction: null,
    symbol: null,
    lineNo: line,
    colNo: value.colno ?? null,
    context:
      line === null || value.context_line === undefined
        ? []
        : around.map((text, index) => [first + index, text]),
    inApp: value.in_app,
    trust: null,
    errors: null,
    vars: {},
  };
}

function hours(issue: SentryIssue, count: number) {
  return buckets(issue, count, HOUR_MS);
}

function days(issue: SentryIssue, count: number) {
  return buckets(issue, count, 24 * HOUR_MS);
}

/** Pairs of a bucket's beginning (seconds) and its occurrences; the last bucket ends now. */
function buckets(issue: SentryIssue, count: number, length: number) {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const from = now - (count - index) * length;
    const inside = issue.times.filter((time) => time > from && time <= from + length).length;
    return [Math.floor(from / 1000), inside] as const;
  });
}
