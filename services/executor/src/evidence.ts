import { Evidence } from '@patchwright/events';
import type { CommandResult } from '@patchwright/workspace';

/** What a command came to, as proof that goes into an event. */
export function evidenceOf(result: CommandResult): Evidence {
  return Evidence.parse({
    command: result.command,
    exitCode: result.exitCode,
    ...(result.counts ? { counts: result.counts } : {}),
    excerpt: result.excerpt.slice(0, 4_000),
    ...(result.output ? { output: result.output } : {}),
    tree: result.tree,
    durationMs: result.durationMs,
  });
}
