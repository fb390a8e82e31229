import type { StepRecord, Task } from '@patchwright/task';

/** A text of at most `max` characters; a longer one ends in an ellipsis and never within a character. */
export function clip(text: string, max: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= max) return whole;
  return `${whole
    .slice(0, Math.max(0, max - 1))
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

/** A text as one line without anything invisible in it. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cf}\p{Co}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** `1 file`, `3 files`. */
export function amount(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `$0.12`; nothing below a cent is `under $0.01`. */
export function money(usd: number): string {
  if (usd <= 0) return '$0.00';
  return usd < 0.01 ? 'under $0.01' : `$${usd.toFixed(2)}`;
}

/** `2026-03-02 09:00 UTC`. */
export function instant(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso)
    ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
    : iso;
}

/** A person as others know them: `maria` for `human:maria`, `U0TOM` for `human:slack:U0TOM`. */
export function who(actor: string): string {
  return oneLine(actor.split(':').at(-1) ?? actor) || 'somebody';
}

/** The ticket's key, else the task's id. */
export function nameOf(task: Pick<Task, 'ticket' | 'id'>): string {
  return task.ticket?.key ?? task.id;
}

/** The files that a plan touches, each once. */
export function filesOf(task: Pick<Task, 'proposal'>): readonly string[] {
  const steps = task.proposal?.plan.steps ?? [];
  return [...new Set(steps.map((step) => step.file).filter((file) => file !== ''))];
}

/** What is known of a step of the plan. */
export function recordOf(task: Task, order: number): StepRecord | undefined {
  return task.steps.find((step) => step.order === order);
}

/** Whether a step is behind us: done, its test proved green, or all of the plan carried out. */
export function isStepDone(task: Task, order: number): boolean {
  const record = recordOf(task, order);
  if (record?.state === 'done' || record?.state === 'green') return true;
  return (
    task.result !== undefined && record?.state !== 'failed' && record?.state !== 'not_reproduced'
  );
}
