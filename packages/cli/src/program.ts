import { projectVersion } from '@patchwright/local';
import { Command } from 'commander';
import { addAgentsSwitch } from './commands/agents-switch.ts';
import { addCompletion } from './commands/completion.ts';
import { addConfig } from './commands/config.ts';
import { addConnect } from './commands/connect.ts';
import { addDemo } from './commands/demo.ts';
import { addDev } from './commands/dev.ts';
import { addDlq } from './commands/dlq.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvents } from './commands/events.ts';
import { addInquiries } from './commands/inquiries.ts';
import { addList } from './commands/list.ts';
import { addMarkdown } from './commands/markdown.ts';
import { addMonitorSentry } from './commands/monitor-sentry.ts';
import { addOrders } from './commands/orders.ts';
import { addPlan } from './commands/plan.ts';
import { addRebuild } from './commands/rebuild.ts';
import { addReplay } from './commands/replay.ts';
import { addReports } from './commands/reports.ts';
import { addRun } from './commands/run.ts';
import { addStatus } from './commands/status.ts';
import { addTokens } from './commands/tokens.ts';
import { addWhoAmI } from './commands/whoami.ts';
import type { Io } from './io.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong command line, 3 waits for a person or timed out, 4 not allowed.
Data goes to the standard output, talk to the standard error.`;

/** The whole command line. Parsing it rejects with a CommandFault or a CommanderError; see `runCommand`. */
export function buildProgram(io: Io): Command {
  const program = new Command('patchwright')
    .description('Tickets and production errors become reviewed, tested pull requests.')
    .version(projectVersion(), '-V, --version', 'print the version')
    .option('--url <address>', 'the gateway of the mesh (PATCHWRIGHT_URL)')
    .option('--token <token>', 'the token of its API (PATCHWRIGHT_TOKEN)')
    .option('--nats <address>', 'the broker of the mesh (NATS_URL)')
    .option('--tenant <name>', 'whose tasks (PATCHWRIGHT_TENANT)')
    .helpCommand('help [command]', 'show help for a command')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHasColors: () => io.color,
      getErrHasColors: () => false,
      outputError: (text, write) => write(`${text.trimEnd()}\n`),
    });

  program.commandsGroup('Tasks:');
  addRun(program, io);
  addList(program, io);
  addStatus(program, io);
  addPlan(program, io);
  addOrders(program, io);
  addReports(program, io);
  addInquiries(program, io);

  program.commandsGroup('The log:');
  addEvents(program, io);
  addReplay(program, io);
  addRebuild(program, io);
  addDlq(program, io);
  addMonitorSentry(program, io);
  addAgentsSwitch(program, io);

  program.commandsGroup('Access:');
  addWhoAmI(program, io);
  addTokens(program, io);

  program.commandsGroup('This machine:');
  addDemo(program, io);
  addDev(program, io);
  addConnect(program, io);
  addConfig(program, io);
  addMarkdown(program, io);
  addDoctor(program, io);
  addCompletion(program, io);
  return program;
}
