import { type About, about, type RecordedWorld, type Work } from '@patchwright/chassis';
import {
  type DraftOf,
  ErrorObserved,
  issueIdFor,
  MonitorTicked,
  TicketFiled,
} from '@patchwright/events';
import type { Jira, Sentry } from '@patchwright/outside';
import type { Issue } from '@patchwright/task';
import { decide, isOverThreshold, observationOf, type Thresholds } from './decide.ts';
import { ticketFor } from './ticket.ts';

/** What the monitor may touch. */
export interface MonitorWorld extends RecordedWorld {
  readonly sentry: Sentry;
  /** What the log knows of an error. */
  readonly issues: { find(input: { readonly id: string }): Promise<Issue> };
  readonly jira: Jira;
}

/** Settings of the monitor. */
export interface MonitorSettings {
  readonly projects: readonly string[];
  readonly thresholds: Thresholds;
  readonly jiraProject: string;
  /** Labels of the tickets it files; a trigger label among them starts a task. */
  readonly labels: readonly string[];
}

/** Every fact that the monitor may state. */
export type MonitorDraft = DraftOf<
  typeof ErrorObserved | typeof TicketFiled | typeof MonitorTicked
>;

/** Errors over threshold become one ticket each; what was seen is counted. */
export async function* watch(
  work: Work,
  world: MonitorWorld,
  settings: MonitorSettings,
): AsyncGenerator<About<MonitorDraft>> {
  const { tenant } = work.item;
  const seen = { lookedAt: 0, overThreshold: 0, created: 0, skipped: 0 };
  for (const project of settings.projects) {
    const errors = await world.sentry.listIssues({ project, sinceHours: 24 });
    for (const error of errors) {
      const id = issueIdFor(error);
      seen.lookedAt += 1;
      if (isOverThreshold(error, settings.thresholds)) seen.overThreshold += 1;
      const next = decide(error, await world.issues.find({ id }), settings.thresholds);
      if (next.kind === 'skip') {
        seen.skipped += 1;
        continue;
      }
      const issue = { kind: 'issue', tenant, id } as const;
      if (!next.observed) {
        yield about(issue, ErrorObserved.of(observationOf(error, settings.thresholds)));
      }
      const [newest] = await world.sentry.listEvents({ id: error.id, limit: 1 });
      const filed = await world.jira.ensureTicket({
        key: `issue/${id}/ticket/${next.crossing}`,
        project: settings.jiraProject,
        type: 'Bug',
        ...ticketFor(error, newest),
        labels: settings.labels,
      });
      yield about(issue, TicketFiled.of(filed));
      seen.created += 1;
    }
  }
  const month = (await world.clock.now()).slice(0, 7);
  const monitor = { kind: 'monitor', tenant, id: `${work.item.id}-${month}` } as const;
  yield about(monitor, MonitorTicked.of({ projects: [...settings.projects], ...seen }));
}
