import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Mesh,
  type ModelRoute,
  STATE_FOLDER,
  setStage,
  startMesh,
  writeMeshRecord,
} from '@patchwright/local';
import type { Command } from 'commander';
import { givenFor, modelOption } from '../demo-model.ts';
import { type Io, print, say } from '../io.ts';
import { choose, portOf, refuseTwice, SHIPPED, stopped } from './demo.ts';

interface DevOptions {
  readonly fresh?: boolean;
  readonly model: ModelRoute;
  readonly envFile?: string;
  readonly port?: number;
  readonly natsPort?: number;
  readonly nats?: string;
  readonly scenario?: readonly string[];
  readonly state?: string;
}

/** Adds `dev`: the whole mesh with the outside world on this machine, staying up, its log kept between starts. */
export function addDev(program: Command, io: Io): void {
  program
    .command('dev')
    .summary('run the whole mesh on this machine')
    .description(
      'Starts every service, the broker and an outside world on this machine, and stays up. What happened is kept between starts.',
    )
    .option('--fresh', 'forget what was kept')
    .option('--port <port>', 'port of the gateway (default: any free one)', portOf)
    .option('--nats-port <port>', 'port of the broker (default: any free one)', portOf)
    .option('--nats <url>', 'use a broker that runs already')
    .option(
      '--scenario <dir...>',
      'set the stage for these stories instead of the two that are shipped',
    )
    .addOption(modelOption())
    .option('--env-file <file>', 'where --model anthropic finds ANTHROPIC_API_KEY')
    .option('--state <dir>', `keep the mesh's files here (default: ${STATE_FOLDER}/dev)`)
    // --nats is one of the options that every command has, so it is the program's by the time it is read.
    .action((_options: DevOptions, self: Command) => dev(io, self.optsWithGlobals<DevOptions>()));
}

async function dev(io: Io, options: DevOptions): Promise<void> {
  const stories = await choose(io, options.scenario ?? SHIPPED);
  const given = await givenFor(io, options);
  const stateDir = resolve(io.cwd, options.state ?? join(STATE_FOLDER, 'dev'));
  await refuseTwice(io, stateDir);
  if (options.fresh === true) await rm(stateDir, { recursive: true, force: true });
  say(io, 'starting…');
  await using mesh = await startMesh({
    stateDir,
    stories,
    model: options.model,
    given,
    natsUrl: options.nats,
    ports: { gateway: options.port, nats: options.natsPort },
    onNotice: (notice) => say(io, notice),
  });
  for (const story of stories) await setStage(mesh, story);
  await writeMeshRecord(io.cwd, mesh);
  for (const line of addresses(io, mesh)) print(io, line);
  if (options.model !== 'anthropic') {
    print(
      io,
      'model     a script, which knows its own stories only; others need --model anthropic',
    );
  }
  await stopped(io);
  say(io, 'stopping…');
}

function addresses(io: Io, mesh: Mesh): readonly string[] {
  const { github, jira, slack, sentry, control } = mesh.outside;
  return [
    `gateway   ${mesh.gatewayUrl}`,
    `broker    ${mesh.natsUrl}`,
    `outside   GitHub ${github}  Jira ${jira}  Slack ${slack}  Sentry ${sentry}  control ${control}/control`,
    `next      ${io.self} run --description "…"   (Ctrl-C ends it)`,
  ];
}
