import type { Happening } from '@patchwright/local';
import type { Look } from '../show/style.ts';

/** How a happening is shown in front of its sentence. */
export interface Mark {
  readonly sign: string;
  readonly look: Look;
}

/** The mark of a happening: what proves, what fails, what people do, what ends. */
export function markOf(happening: Happening): Mark {
  if (happening.kind === 'act') {
    return /^SIG[A-Z]+ /.test(happening.text)
      ? { sign: '⚡', look: 'magenta' }
      : { sign: '☞', look: 'yellow' };
  }
  switch (happening.event.type) {
    case 'test_proved_red':
    case 'ci_failed':
      return { sign: '✘', look: 'red' };
    case 'test_proved_green':
    case 'verification_passed':
    case 'ci_passed':
      return { sign: '✔', look: 'green' };
    case 'approval_given':
    case 'plan_approved':
      return { sign: '✔', look: 'yellow' };
    case 'task_completed':
      return { sign: '★', look: 'green' };
    case 'task_failed':
    case 'task_escalated':
    case 'plan_rejected':
    case 'approval_expired':
    case 'task_cancelled':
    case 'step_failed':
    case 'test_not_reproduced':
    case 'work_parked':
      return { sign: '✘', look: 'red' };
    case 'run_finished':
    case 'ci_reported':
      return { sign: '·', look: 'dim' };
    default:
      return { sign: '●', look: 'cyan' };
  }
}
