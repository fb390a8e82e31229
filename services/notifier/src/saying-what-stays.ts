import type { Log } from '@patchwright/chassis';
import type { Intent, Write } from '@patchwright/faults';

/** The same write, with a line in the log about each branch that it leaves, and why: nobody is told of that elsewhere. */
export function sayingWhatStays<
  Input extends Intent & { readonly repository: string },
  Receipt extends { readonly branch: string; readonly stays?: string },
>(write: Write<Input, Receipt>, log: Pick<Log, 'info'>): Write<Input, Receipt> {
  function said<R extends Receipt | undefined>({ key, repository }: Input, receipt: R): R {
    if (receipt?.stays !== undefined) {
      const { branch, stays: because } = receipt;
      log.info({ key, repository, branch, because }, 'the branch of a merged pull request stays');
    }
    return receipt;
  }
  return {
    probe: async (input, context) => said(input, await write.probe(input, context)),
    perform: async (input, context) => said(input, await write.perform(input, context)),
  };
}
