import type { CostOverview, CostReport } from '@patchwright/task';
import type { Io } from '../io.ts';
import { type Cell, table } from './table.ts';

type Usage = CostReport['total'];

/** What a task cost, by phase, by model and by the parts it has. */
export function costLines(
  io: Pick<Io, 'color' | 'columns'>,
  { task, phases, models, total, parts = [], withParts }: CostReport,
): readonly string[] {
  const rows = phases.map(({ name, usage, durationMs }) => [
    ...usageCells(name, usage),
    `${Math.round(durationMs / 1000)} s`,
  ]);
  const head = ['phase', 'calls', 'tokens in', 'tokens out', 'cost', 'time'];
  const byModel = models.map(({ name, usage }) => usageCells(name, usage));
  const byPart = parts.map(({ task: part, repository, state, usage }) => [
    ...(usage === undefined ? [part, '-', '-', '-', '-'] : usageCells(part, usage)),
    state,
    repository,
  ]);
  return [
    ...table(io, [...rows, [...usageCells('all', total), '']], { head }),
    ...(byModel.length === 0
      ? []
      : ['', ...table(io, byModel, { head: ['model', ...head.slice(1, -1)] })]),
    ...(withParts === undefined
      ? []
      : [
          '',
          ...table(
            io,
            [
              ...byPart,
              [...usageCells(task, total), 'the whole', ''],
              [...usageCells('together', withParts), '', ''],
            ],
            { head: ['part', ...head.slice(1, -1), 'state', 'repository'] },
          ),
        ]),
  ];
}

/** What all tasks cost, by status, repository, requester and month. */
export function costsLines(
  io: Pick<Io, 'color' | 'columns'>,
  { byStatus, byRepository, byRequester, byMonth, total, tasks }: CostOverview,
): readonly string[] {
  const groups = {
    status: byStatus,
    repository: byRepository,
    requester: byRequester,
    month: byMonth,
  };
  const rows = Object.entries(groups).flatMap(([group, shares]) =>
    shares.map((share) => [group, ...usageCells(share.name, share.usage), `${share.tasks}`]),
  );
  const head = ['by', 'name', 'calls', 'tokens in', 'tokens out', 'cost', 'tasks'];
  return table(io, [...rows, ['all', ...usageCells('', total), `${tasks}`]], { head });
}

function usageCells(name: string, usage: Usage): readonly Cell[] {
  const { modelCalls, inputTokens, outputTokens, costUsd } = usage;
  return [name, `${modelCalls}`, `${inputTokens}`, `${outputTokens}`, `$${costUsd.toFixed(4)}`];
}
