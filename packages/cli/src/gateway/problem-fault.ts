import { Problem } from '@patchwright/task/api';
import type { z } from 'zod';
import { CommandFault } from '../command-fault.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';

/** How a gateway says no; one that stands before it may say less. */
export const SaidNo = Problem.partial({ type: true, status: true, code: true });
type SaidNo = z.output<typeof SaidNo>;

/** The fault behind a problem that the gateway answered with `status`; `task` is the one that was spoken of. */
export function problemFault(
  status: number,
  problem: SaidNo,
  place: { readonly url: string; readonly task?: string | undefined },
): CommandFault {
  const fields = problem.errors?.map(({ field, message }) => `${field || 'the body'}: ${message}`);
  return new CommandFault(problem.title, {
    why: problem.detail ?? fields?.join('; '),
    next: nextAfter(status, problem, place.task),
    exit: exitAfter(status),
  });
}

function exitAfter(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.notAllowed;
  return status === 400 ? exitCodes.usage : exitCodes.failed;
}

function nextAfter(status: number, { code }: SaidNo, task: string | undefined): string {
  switch (status) {
    case 401:
      return 'give the token of this mesh by --token or PATCHWRIGHT_TOKEN';
    case 403:
      return code === 'self_approval'
        ? 'ask somebody else to approve it'
        : "have the role given to you in the mesh's policy; see patchwright whoami";
    case 404:
      return 'patchwright list';
    case 409:
    case 412:
    case 422:
      return task === undefined ? 'patchwright list' : `patchwright status ${task}`;
    case 400:
      return 'patchwright help';
    default:
      return 'patchwright doctor';
  }
}
