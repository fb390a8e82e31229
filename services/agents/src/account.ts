import { fold, initialTask, inquiryAccount, type Task } from '@patchwright/task';
import type { AgentsWorld } from './world.ts';

/** On whose budgets an inquiry draws: as a task of its own, of whoever asked, on the repository that it is about. */
export async function accountOf(
  { tenant, id }: { readonly tenant: string; readonly id: string },
  { log }: Pick<AgentsWorld, 'log'>,
): Promise<Task> {
  const account = initialTask(tenant, id);
  const { asked } = await log.inquiry({ id });
  if (asked === undefined) return account;
  const about =
    asked.task === undefined
      ? undefined
      : fold(tenant, asked.task, await log.task({ id: asked.task }));
  return { ...account, ...inquiryAccount(asked, about) };
}
