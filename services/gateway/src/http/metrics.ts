import { METRICS_TYPE, type ServiceContext } from '@patchwright/chassis';
import { messageOf } from '@patchwright/faults';
import {
  type Duration,
  durationBounds,
  type MetricsRow,
  type MonitorRow,
  viewKeys,
} from '@patchwright/task';
import type { Config } from '../config.ts';
import { type Count, countsSoFar, type Labels } from '../counters.ts';
import type { Api } from './describe.ts';
import { needs } from './door.ts';

/** One number, with what tells it apart from others of its name. */
interface Sample {
  /** What follows the family's name: `_bucket`, `_sum` and `_count` of a histogram. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Labels;
  readonly value: number;
}

/** A name with its numbers. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

/** As which agent the mesh counts what its tasks come to. */
const WHOLE = 'patchwright';
/** Where a task ends, and the counter of the view that counts it. */
const ENDS = ['completed', 'failed', 'rejected', 'expired', 'cancelled'] as const;

/** What this process counts itself, under the name that the world sees. */
const OWN: Readonly<Record<string, Omit<Family, 'samples' | 'type'>>> = {
  webhooks: {
    name: 'ai_agent_webhooks_total',
    help: 'Webhooks received here, by source and what came of them.',
  },
  verified: {
    name: 'ai_agent_webhook_verifications_total',
    help: 'Webhooks verified here, by the secret that verified them; 1 is the newest.',
  },
  intent: {
    name: 'ai_agent_intents_total',
    help: 'What was wanted of tasks, and what came of it.',
  },
};

/**
 * What the gateway knows of itself and, from the views, of all tasks, in Prometheus' text format. While the mesh is out of reach only
 * the former, and `ai_agent_log_reachable` is 0. Never rejects.
 */
export async function metricsText(context: ServiceContext<Config>): Promise<string> {
  const known = await meshFamilies(context);
  return render([...ownFamilies(countsSoFar()), ...known]);
}

/** The same for whoever has a token; the health server shows it without. */
export function metricsRoute(api: Api, context: ServiceContext<Config>): void {
  api.get('/metrics', needs('viewer', { hide: true }), async (_request, reply) =>
    reply.type(METRICS_TYPE).send(await metricsText(context)),
  );
}

/** Families as text, in the order given; those without samples are left out. */
export function render(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(
        ({ suffix = '', labels, value }) => `${name}${suffix}${labelText(labels)} ${value}`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function ownFamilies(counts: readonly Count[]): readonly Family[] {
  return Object.entries(OWN).map(([family, told]) => ({
    ...told,
    type: 'counter',
    samples: counts.filter((one) => one.family === family),
  }));
}

async function meshFamilies({ bus, log }: ServiceContext<Config>): Promise<readonly Family[]> {
  try {
    const view = bus.views.open('views');
    const [row, monitor, work] = await Promise.all([
      view.get(viewKeys.metrics) as Promise<MetricsRow | undefined>,
      view.get(viewKeys.monitor) as Promise<MonitorRow | undefined>,
      bus.work.depth(),
    ]);
    const queues: Family = {
      name: 'ai_agent_queue_length',
      help: 'Work that waits or runs.',
      type: 'gauge',
      samples: work.map(({ kind, lane, waiting, running }) => ({
        labels: { queue_name: kind, lane },
        value: waiting + running,
      })),
    };
    return [
      reachable(1),
      queues,
      ...(row === undefined ? [] : taskFamilies(row)),
      ...(monitor === undefined ? [] : monitorFamilies(monitor)),
    ];
  } catch (thrown) {
    log.debug({ reason: messageOf(thrown) }, 'the metrics of the mesh cannot be read');
    return [reachable(0)];
  }
}

function reachable(value: 0 | 1): Family {
  const help = 'Whether the log could be read for these metrics.';
  return { name: 'ai_agent_log_reachable', help, type: 'gauge', samples: [{ labels: {}, value }] };
}

function taskFamilies(row: MetricsRow): readonly Family[] {
  const counter = (name: string, help: string, ...samples: readonly Sample[]): Family => ({
    name,
    help,
    type: 'counter',
    samples,
  });
  const of = (labels: Labels, value: number): Sample => ({ labels, value });
  const whole = { agent: WHOLE };
  return [
    {
      name: 'ai_agent_tasks',
      help: 'Tasks by where they stand now.',
      type: 'gauge',
      samples: Object.entries(row.byStatus).map(([status, value]) => of({ status }, value)),
    },
    counter('ai_agent_tasks_started_total', 'Tasks requested.', of(whole, row.started)),
    counter(
      'ai_agent_tasks_completed_total',
      'Tasks that came to an end, by which.',
      ...ENDS.map((status) => of({ ...whole, status }, row[status])),
    ),
    counter(
      'ai_agent_errors_total',
      'Tasks that failed, and checks that did.',
      of({ agent: WHOLE, error_type: 'task_failed' }, row.failed),
      of({ agent: 'cicd', error_type: 'ci_failed' }, row.ciFailures),
    ),
    counter('ai_agent_escalations_total', 'Times a person was needed.', of(whole, row.escalated)),
    counter(
      'ai_agent_ci_fix_attempts_total',
      'Repairs pushed after failed checks.',
      of({ agent: 'cicd' }, row.fixAttempts),
    ),
    counter(
      'ai_agent_plans_total',
      'Plans, by what came of them.',
      of({ outcome: 'proposed' }, row.plansProposed),
      of({ outcome: 'approved' }, row.plansApproved),
      of({ outcome: 'revised' }, row.revisions),
    ),
    counter('ai_agent_model_calls_total', 'Calls of models.', of(whole, row.modelCalls)),
    counter(
      'ai_agent_tokens_total',
      'Tokens that models read and wrote.',
      of({ ...whole, direction: 'input' }, row.inputTokens),
      of({ ...whole, direction: 'output' }, row.outputTokens),
    ),
    counter('ai_agent_cost_usd_total', 'What models cost, in US dollars.', of(whole, row.costUsd)),
    {
      name: 'ai_agent_task_duration_seconds',
      help: 'How long runs of services took, and tasks as a whole from their request to their end.',
      type: 'histogram',
      samples: Object.entries(row.durations).flatMap(([key, duration]) => {
        const [agent = '', status = ''] = key.split(' ');
        return histogram({ agent, status }, duration);
      }),
    },
  ];
}

function histogram(labels: Labels, { count, seconds, within }: Duration): readonly Sample[] {
  const buckets = durationBounds.map((bound, at) => ({
    suffix: '_bucket' as const,
    labels: { ...labels, le: String(bound) },
    value: within[at] ?? 0,
  }));
  return [
    ...buckets,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: seconds },
    { suffix: '_count', labels, value: count },
  ];
}

function monitorFamilies(row: MonitorRow): readonly Family[] {
  const outcomes = {
    looked_at: row.lookedAt,
    over_threshold: row.overThreshold,
    created: row.created,
    skipped: row.skipped,
  };
  return [
    {
      name: 'ai_agent_sentry_ticks_total',
      help: 'Looks at production.',
      type: 'counter',
      samples: [{ labels: {}, value: row.ticks }],
    },
    {
      name: 'ai_agent_sentry_issues_total',
      help: 'Errors of production, by what came of looking at them.',
      type: 'counter',
      samples: Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
