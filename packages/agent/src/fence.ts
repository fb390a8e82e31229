import { createHash } from 'node:crypto';
import { clean, reveal } from './clean.ts';

const LONGEST_LABEL = 60;

/**
 * Untrusted text, cleaned and fenced as data. The fence's name is a digest of what it holds,
 * so the text cannot close it, and the same text is fenced alike in every run.
 */
export function fence(text: string, label: string): string {
  return between(clean(text), label);
}

/** What a tool answered, fenced as data; nothing is taken out, since files are quoted word for word. */
export function fenceOutput(text: string, tool: string): string {
  return between(reveal(text), `answer of ${tool}`);
}

function between(text: string, label: string): string {
  const holds = label.replace(/[^\p{L}\p{N} .,_:/#-]/gu, ' ').slice(0, LONGEST_LABEL);
  const name = `fence-${createHash('sha256').update(`${holds}\n${text}`).digest('hex').slice(0, 12)}`;
  return `<${name} holds="${holds}">\n${text}\n</${name}>`;
}
