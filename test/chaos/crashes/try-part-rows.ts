import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isTaskEvent, partIdFor } from '@patchwright/events';
import { type Mesh, type Played, playScenario, type Scenario, startMesh } from '@patchwright/local';
import type { GitHubState } from '@patchwright/stand-ins';
import { fold, type Task } from '@patchwright/task';
import { toldAgain } from '../../flows/two-repositories-story.ts';
import { brokenPromises } from '../invariants.ts';
import type { PartRow } from './part-rows.ts';

/** A row's story: one whole in one repository, one part in another. */
interface Told {
  readonly row: PartRow;
  readonly scenario: Scenario;
  readonly whole: string;
  readonly part: string;
  readonly prices: string;
}

/**
 * Plays the story of two repositories once for each row, one after the other on one mesh, each under names of its own, and loses a
 * service at the row's moment. Answers the promises that were broken, which are none where whole and part ended as if nothing had been.
 */
export async function tryPartRows(
  folder: string,
  rows: readonly PartRow[],
  onResult: (line: string) => void,
): Promise<readonly string[]> {
  const told = await Promise.all(rows.map((row, index) => tell(folder, row, index)));
  const stories = told.map(({ scenario }) => scenario);
  await using mesh = await startMesh({ stateDir: join(folder, 'parts'), stories });
  const broken: string[] = [];
  const played: Played[] = [];
  const parts: Task[] = [];
  for (const one of told) {
    const came = await play(mesh, one);
    played.push(came.played);
    parts.push(came.part);
    const { problems } = came.played;
    broken.push(...problems.map((problem) => `${one.row.point}: ${problem}`));
    const how = problems.length === 0 ? 'ended as if nothing had been' : problems.join('; ');
    onResult(`${one.row.point} of ${one.whole}: ${how}\n`);
  }
  return [...broken, ...(await brokenPromises(mesh, played, rows.length, parts))];
}

async function tell(folder: string, row: PartRow, index: number): Promise<Told> {
  const letter = String.fromCharCode('a'.charCodeAt(0) + index);
  const [shop, prices] = [`shop${letter}`, `prices${letter}`];
  const ticket = `${shop.toUpperCase()}-50`;
  const whole = ticket.toLowerCase();
  const scenario = await toldAgain(folder, { ticket, shop, prices });
  return { row, scenario, whole, part: partIdFor(whole, `acme/${prices}`, 1), prices };
}

/** Plays one story; the service is killed as soon as its moment is seen. */
async function play(mesh: Mesh, told: Told): Promise<{ played: Played; part: Task }> {
  const over = new AbortController();
  const killing = strike(mesh, told, over.signal);
  const played = await playScenario(mesh, told.scenario);
  over.abort();
  const problems = (await killing)
    ? played.problems
    : [...played.problems, 'its moment never came'];
  const { events } = await mesh.bus.log.history({
    kind: 'task',
    tenant: mesh.tenant,
    id: told.part,
  });
  const part = fold(mesh.tenant, told.part, events.filter(isTaskEvent));
  return { played: { ...played, problems }, part };
}

async function strike(mesh: Mesh, told: Told, signal: AbortSignal): Promise<boolean> {
  const { service } = told.row;
  try {
    await ('fact' in told.row.when
      ? factOf(mesh, told, signal)
      : pullRequestOf(mesh, told, signal));
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
  if (signal.aborted) return false;
  return mesh.kill(service, 'SIGKILL') > 0;
}

async function factOf(mesh: Mesh, { row, whole, part }: Told, signal: AbortSignal): Promise<void> {
  const { when } = row;
  if (!('fact' in when)) return;
  const id = when.of === 'whole' ? whole : part;
  const fromSeq = (await mesh.bus.log.lastSeq()) + 1;
  for await (const event of mesh.bus.log.read({ fromSeq, signal })) {
    if (event.type === when.fact && event.aggregate.id === id) return;
  }
}

async function pullRequestOf(mesh: Mesh, { prices }: Told, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { repositories } = await mesh.control.read<GitHubState>('/state/github');
    const there = repositories.find(({ fullName }) => fullName === `acme/${prices}`);
    if (there !== undefined && there.pullRequests.length > 0) return;
    await pause(20);
  }
}
