import type { Command } from 'commander';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkMesh } from '../doctor/check-mesh.ts';
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
    .option('--json', 'print JSON, one finding a line')
    .action((options: { readonly json?: boolean }, self: Command) => doctor(self, io, options));
  withExamples(command, 'patchwright doctor');
}

async function doctor(
  command: Command,
  io: Io,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const findings: Finding[] = [];
  for (const check of [...checkMachine(io), ...checkMesh(command, io)]) {
    const finding = await check;
    findings.push(finding);
    if (json) print(io, JSON.stringify(finding));
    else for (const line of findingLines(io, finding)) print(io, line);
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
  const line = `${look(io, LOOKS[state], state.padEnd(4))}  ${name.padEnd(14)}  ${plain(found)}`;
  return mend === undefined ? [line] : [line, `                      ${typed(io, plain(mend))}`];
}
