export { CommandFault } from './command-fault.ts';
export { type ExitCode, exitCodes } from './exit-codes.ts';
export type { Io, Writer } from './io.ts';
export { buildProgram } from './program.ts';
export { runCommand } from './run-command.ts';
