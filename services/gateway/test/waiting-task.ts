import { approvalDigest, PlanProposed, TaskRequested, termsOf } from '@patchwright/events';
import { foreseen, initialTask, type Task } from '@patchwright/task';
import { plan } from '@patchwright/task/story';

/** The commit of the plan that waits. */
export const head = '4'.repeat(40);

const proposal = plan('low', 'Count in cents');
const site = {
  repository: 'acme/shop',
  base: { ref: 'main', sha: '1'.repeat(40) },
  branch: 'agent/shop-42-cart',
  plan: proposal,
  terms: termsOf(proposal, { minutes: 60, costUsd: 5 }, 'one'),
};
/** What an approval of the plan names. */
export const digest = approvalDigest(site);

/** `shop-42` as it waits for an approval since nine o'clock. */
export const waiting: Task = (() => {
  const start = { ...initialTask('main', 'shop-42'), updatedAt: '2026-03-02T09:00:00.000Z' };
  const requested = foreseen(
    start,
    TaskRequested.of({
      title: 'Cart is off',
      description: '',
      trigger: { kind: 'jira', ref: 'SHOP-42' },
      ticket: { system: 'jira', key: 'SHOP-42', url: 'https://j/browse/SHOP-42' },
      requester: 'human:ines',
      priority: 'normal',
      labels: [],
    }),
  );
  const pullRequest = { repository: 'acme/shop', number: 7, url: 'https://g/acme/shop/pull/7' };
  const proposed = PlanProposed.of({ ...site, version: 2, digest, head, pullRequest });
  return foreseen({ ...requested, status: 'planning' }, proposed);
})();
