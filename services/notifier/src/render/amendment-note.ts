import type { Amendment } from '@patchwright/task';
import { code, prose } from './markdown.ts';
import { amount } from './text.ts';

/** Which files a step asks for besides the plan, and why, in Markdown; empty when it asks for none. */
export function amendmentNote(amendment: Amendment | undefined): string {
  if (amendment === undefined) return '';
  const { step, paths, reason } = amendment;
  const files = paths.map((path) => `- ${code(path)}`).join('\n');
  return `**Step ${step} needs ${amount(paths.length, 'file')} that the approved plan does not name:**\n\n${files}\n\n${prose(reason, 1000)}`;
}
