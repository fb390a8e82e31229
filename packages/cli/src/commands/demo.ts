import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  chooseStories,
  type Mesh,
  type ModelRoute,
  type Played,
  PROJECT,
  playScenario,
  runnerOf,
  type Scenario,
  ScenarioFault,
  STATE_FOLDER,
  startMesh,
  writeMeshRecord,
} from '@patchwright/local';
import type { Command } from 'commander';
import { CommandFault, usageFault } from '../command-fault.ts';
import { givenFor, modelLine, modelOption } from '../demo-model.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, say, type Writer } from '../io.ts';
import { look } from '../show/style.ts';
import { storyReport } from '../timeline/story-report.ts';
import { openTimeline } from '../timeline/timeline.ts';

interface DemoOptions {
  readonly exit?: boolean;
  readonly json?: boolean;
  readonly scenario?: readonly string[];
  readonly kill: boolean;
  readonly model: ModelRoute;
  readonly envFile?: string;
  readonly state?: string;
}

/** The folders of the stories that come with the project. */
export const SHIPPED: readonly string[] = ['a-ticket', 'an-error-at-night'].map((name) =>
  join(PROJECT, 'packages', 'local', 'scenarios', name),
);

/** Adds `demo`: stories are played from their trigger to a finished pull request, in a mesh made for them. */
export function addDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .summary('play the whole life of two tasks on this machine')
    .description(
      'Starts the whole mesh on this machine, plays stories from their trigger to a finished pull request, and shows what came of them. Needs no account and no key.',
    )
    .option('--exit', 'end when the stories have ended, instead of staying up')
    .option('--json', 'print one line of JSON with the figures of each story, and talk on stderr')
    .option('--scenario <dir...>', 'play these stories instead of the two that are shipped')
    .addOption(modelOption())
    .option('--env-file <file>', 'where --model anthropic finds ANTHROPIC_API_KEY')
    .option('--no-kill', 'leave out the kills that stories declare')
    .option('--state <dir>', `keep the mesh's files here (default: ${STATE_FOLDER}/demo)`)
    .addHelpText(
      'after',
      '\nExit code 0 when every story ended as it expects, 1 when one did not, 2 when a story is wrong.',
    )
    .action((options: DemoOptions) => demo(io, options));
}

async function demo(io: Io, options: DemoOptions): Promise<void> {
  const stories = await choose(io, options.scenario ?? SHIPPED);
  const given = await givenFor(io, options);
  const stateDir = resolve(io.cwd, options.state ?? join(STATE_FOLDER, 'demo'));
  await refuseTwice(io, stateDir);
  const to: Writer = options.json === true ? io.stderr : io.stdout;
  const tell = (line: string) => to.write(`${line}\n`);
  for (const line of opening(io, stories, options.model)) tell(line);
  await rm(stateDir, { recursive: true, force: true });

  const timeline = openTimeline(
    io,
    to,
    stories.map(({ name }) => name),
  );
  await using mesh = await startMesh({
    stateDir,
    stories,
    model: options.model,
    given,
    onNotice: timeline.noticed,
  });
  await writeMeshRecord(io.cwd, mesh);
  timeline.noticed(
    `up: ${mesh.services.length} processes of ${new Set(mesh.services.map(({ name }) => name.replace(/-\d+$/, ''))).size} services, nats-server ${mesh.natsServer ?? 'of yours'}`,
  );
  const played = await Promise.all(
    stories.map((story) =>
      playScenario(mesh, story, {
        kill: options.kill,
        signal: io.stop,
        onHappening: (happening) => timeline.happened(story.name, happening),
      }),
    ),
  );
  for (const one of played) for (const line of storyReport(io, one)) tell(line);
  for (const line of closing(io, mesh, played, options)) tell(line);
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify({ stories: played.map(({ result }) => result) })}\n`);
  }
  const isAsExpected = played.every(({ problems }) => problems.length === 0);
  io.setExitCode(isAsExpected ? exitCodes.done : exitCodes.failed);
  if (options.exit === true) return;
  say(io, 'The mesh stays up until you press Ctrl-C.');
  await stopped(io);
}

/** Throws a CommandFault when a mesh runs on the folder: a second one would take the first one's files away. */
export async function refuseTwice(io: Io, stateDir: string): Promise<void> {
  const pid = await runnerOf(io.cwd, stateDir);
  if (pid === undefined) return;
  throw new CommandFault(`a mesh runs on ${stateDir} already`, {
    why: `process ${pid} keeps it`,
    next: `end that one with Ctrl-C (or kill ${pid}), or name another folder with --state`,
  });
}

/** Loads stories; tells every mistake in them with its line. Throws a CommandFault with the exit code of a wrong command line. */
export async function choose(io: Io, folders: readonly string[]): Promise<readonly Scenario[]> {
  try {
    return await chooseStories(
      folders.map((folder) => resolve(io.cwd, folder)),
      (notice) => say(io, notice),
    );
  } catch (error) {
    if (!(error instanceof ScenarioFault)) throw error;
    for (const { file, line, message } of error.problems) say(io, `${file}:${line}: ${message}`);
    const count = error.problems.length;
    throw usageFault(
      `the story cannot be played: ${count} ${count === 1 ? 'mistake' : 'mistakes'}`,
      {
        next: 'mend what is named above; docs/how-to/write-a-scenario.md tells the format',
      },
    );
  }
}

function opening(io: Io, stories: readonly Scenario[], model: ModelRoute): readonly string[] {
  const titles = stories.map(({ title }) => `“${title}”`).join(' and ');
  return [
    look(io, 'bold', `Patchwright plays ${titles}.`),
    'Real:     NATS JetStream, every service, git, the tests, the checks of CI, the SDKs and webhooks of GitHub, Jira, Slack and Sentry.',
    modelLine(model),
    'Stood in: the servers of GitHub, Jira, Slack and Sentry, on this machine’s loopback.',
    '',
  ];
}

function closing(
  io: Io,
  mesh: Mesh,
  played: readonly Played[],
  { exit, state }: DemoOptions,
): readonly string[] {
  const wrong = played.filter(({ problems }) => problems.length > 0);
  const verdict =
    wrong.length === 0
      ? look(
          io,
          'green',
          `All of it as the ${played.length === 1 ? 'story expects' : 'stories expect'}.`,
        )
      : look(io, 'red', `${wrong.map(({ result }) => result.name).join(', ')}: not as expected.`);
  if (exit === true) {
    const kept = state ?? join(STATE_FOLDER, 'demo');
    return [
      '',
      verdict,
      `The logs of the services are in ${join(kept, 'logs')}.`,
      `next: ${io.self} dev --state ${kept}   (opens the log again, for events, replay and rebuild)`,
    ];
  }
  const task = played.flatMap(({ result }) => result.task ?? [])[0] ?? '<task>';
  return [
    '',
    verdict,
    '',
    'Try next, in another terminal:',
    `  ${io.self} events ${task}          what happened, fact by fact`,
    `  ${io.self} replay ${task}          do it all again from the record, without the model`,
    `  ${io.self} rebuild                 build the views anew from the log and compare them`,
    `  open ${mesh.outside.slack}/archives/patchwright   what Slack was told`,
  ];
}

/** Resolves when the person wants it to end. */
export async function stopped({ stop }: Pick<Io, 'stop'>): Promise<void> {
  if (stop.aborted) return;
  await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
}

/** A port as it was typed. Throws a CommandFault. */
export function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandFault(`"${text}" is not a port`, {
    exit: exitCodes.usage,
    next: 'name one from 1 to 65535',
  });
}
