import type { ServiceContext } from '@patchwright/chassis';
import { autoApprovalFault } from '@patchwright/task';
import type { Config } from './config.ts';
import { taskAt } from './find-task.ts';

/**
 * Approves plans for which the policy needs no person. It is off unless the policy says otherwise, and each such approval is
 * the same fact as a person's, given by the policy. A plan that it does not approve waits for people, as any other does.
 */
export async function autoApproval(context: ServiceContext<Config>): Promise<void> {
  const { approval } = context.config.policy;
  if (!approval.auto.enabled) return;
  const actor = `policy:${approval.name}`;
  await context.bus.log.consume({
    durable: 'auto-approval',
    signal: context.signal,
    handle: async ({ type, aggregate, id }) => {
      if (aggregate.kind !== 'task' || type !== 'plan_proposed') return;
      const { task } = await taskAt(context, aggregate.id);
      const because = autoApprovalFault(approval, task);
      if (because !== undefined) {
        context.log.debug({ task_id: task.id, because }, 'the plan waits for a person');
        return;
      }
      await context.command(
        task.id,
        {
          kind: 'approve',
          person: { actor, via: 'policy', roles: ['approver'] },
          policy: approval,
          ...(task.proposal === undefined ? {} : { digest: task.proposal.digest }),
        },
        { causationId: id, handler: 'gateway/auto-approval', actor },
      );
    },
    onPoison: async (poison) => {
      context.log.error(poison, 'an event that this version cannot read was passed by');
    },
  });
}
