import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type Io, print, printJson, say } from '../io.ts';
import { reachLog } from '../reach.ts';

interface Options {
  readonly reason?: string;
  readonly json?: boolean;
}

/** Adds `stop-agents` and `start-agents`: no agent asks a model any more, until they may again. */
export function addAgentsSwitch(program: Command, io: Io): void {
  const stop = program
    .command('stop-agents')
    .description('let no agent of the mesh ask a model any more; what runs waits at its next call')
    .option('--reason <text>', 'why, for whoever wonders')
    .option('--json', 'print JSON')
    .action((options: Options, self: Command) => turn(self, io, true, options));
  withExamples(stop, 'patchwright stop-agents --reason "the bill"');
  const start = program
    .command('start-agents')
    .description('let the agents that were stopped go on where they are')
    .option('--json', 'print JSON')
    .action((options: Options, self: Command) => turn(self, io, false, options));
  withExamples(start, 'patchwright start-agents');
}

async function turn(command: Command, io: Io, off: boolean, options: Options): Promise<void> {
  await using log = await reachLog(command, io);
  const before = await log.bus.switches.read(log.tenant, 'agents');
  const wasOff = before?.off === true;
  const state = {
    off,
    by: userInfo().username,
    at: new Date().toISOString(),
    reason: options.reason ?? 'no reason was given',
  };
  if (wasOff !== off) await log.bus.switches.turn(log.tenant, 'agents', state);
  const now = wasOff === off ? before : state;
  if (options.json) return printJson(io, { stopped: off, ...(now === undefined ? {} : now) });
  print(io, off ? 'stopped' : 'running');
  if (wasOff === off) say(io, off ? `${before?.by} had stopped them already` : 'they were running');
  else if (off) say(io, 'next: patchwright start-agents lets them go on');
}
