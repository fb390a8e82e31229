import type { Proposal, ReviewReport, Route } from '@patchwright/agent';
import { outgoingModelMarkdown } from '@patchwright/outside';

const LONGEST = 40_000;

/** What an agent handed in, as Markdown that may leave the house. */
export function render(
  result: { readonly text: string } | ReviewReport | Proposal,
  hosts: readonly string[],
): string {
  const text =
    'verdict' in result ? review(result) : 'files' in result ? files(result) : result.text;
  const whole =
    outgoingModelMarkdown(text, hosts) || 'The answer had nothing in it that may be shown.';
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 1)}…`;
}

/** Why the router chose, in a line for the log. */
export function chosen({ agent, why }: Route): string {
  return `${agent}: ${why}`;
}

const VERDICTS = {
  fine: 'Nothing found that should hold it up.',
  remarks: 'Nothing blocks it; there are remarks.',
  problems: 'It should not be merged as it is.',
} as const;

function review({ verdict, summary, findings }: ReviewReport): string {
  const ordered = [
    ...findings.filter(({ severity }) => severity === 'blocking'),
    ...findings.filter(({ severity }) => severity === 'minor'),
  ];
  const lines = ordered.map(({ file, line, severity, problem, instead }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return `- ${severity === 'blocking' ? '**Blocks** ' : ''}\`${place}\` ${problem}${instead === '' ? '' : ` Instead: ${instead}`}`;
  });
  return [`**${VERDICTS[verdict]}**`, summary, lines.join('\n')].filter(Boolean).join('\n\n');
}

function files({ text, files: proposed }: Proposal): string {
  const blocks = proposed.map(({ path, content }) => {
    const runs = content.match(/`+/g) ?? [];
    const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
    return `\`${path}\`\n\n${fence}\n${content.trimEnd()}\n${fence}`;
  });
  return [text, 'Proposed, and written nowhere yet:', ...blocks].join('\n\n');
}
