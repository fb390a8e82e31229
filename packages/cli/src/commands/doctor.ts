import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readEnvFile } from '../connect/env-file.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkMesh } from '../doctor/check-mesh.ts';
import { checkSystems } from '../doctor/check-systems.ts';
import type { Finding } from '../doctor/finding.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, say, sayNext, typed } from '../io.ts';
import { plain } from '../show/plain.ts';
import { look } from '../show/style.ts';

const LOOKS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** Adds `doctor`. */
export function addDoctor(program: Command, io: Io): void {
  const command = program
    .command('doctor')
    .description('say what is missing or wrong on this machine and in the mesh, and how to mend it')
    .option('--file <path>', 'the environment file to look at besides the environment', '.env')
    .option('--json', 'print JSON, one finding a line')
    .action((options: Options, self: Command) => doctor(self, io, options));
  withExamples(command, 'patchwright doctor', 'patchwright doctor --json');
}

interface Options {
  readonly file: string;
  readonly json?: boolean;
}

async function doctor(command: Command, io: Io, { file, json }: Options): Promise<void> {
  const findings: Finding[] = [];
  const settings = { ...io.environment, ...(await readEnvFile(resolve(io.cwd, file))) };
  const single = [...checkMachine(io), ...checkMesh(command, io)];
  const checks = [
    ...single.map((check) => check.then((finding) => [finding])),
    ...checkSystems(settings),
  ];
  for (const check of checks) {
    for (const finding of await check) {
      findings.push(finding);
      if (json) print(io, JSON.stringify(finding));
      else for (const line of findingLines(io, finding)) print(io, line);
    }
  }
  const failed = findings.filter(({ state }) => state === 'fail').length;
  const warned = findings.filter(({ state }) => state === 'warn').length;
  say(io, `${findings.length - failed - warned} well, ${warned} to know of, ${failed} to mend`);
  if (failed > 0) return io.setExitCode(exitCodes.failed);
  const isUp = findings.some(({ name, state }) => name === 'gateway' && state === 'ok');
  sayNext(io, isUp ? 'patchwright list' : 'patchwright demo');
}

/** A finding, and below it how to mend it. */
export function findingLines(io: Pick<Io, 'color' | 'self'>, finding: Finding): readonly string[] {
  const { state, name, found, mend } = finding;
  const line = `${look(io, LOOKS[state], state.padEnd(4))}  ${name.padEnd(18)}  ${plain(found)}`;
  return mend === undefined
    ? [line]
    : [line, `                          ${typed(io, plain(mend))}`];
}
