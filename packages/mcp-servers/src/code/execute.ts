import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { type CodeWorld, Start, startOf, treeName } from './world.ts';

/** Runs a command in the sandbox. */
export const execute = defineTool({
  name: 'execute',
  title: 'Run a command',
  description:
    'Runs a shell command on the files of a repository, in the sandbox. Answers its exit code, the telling part of its output, the counts of a test run, and the tree that it leaves.',
  effect: 'settles',
  input: Start.extend({
    command: z.string().min(1).max(20_000).describe('POSIX shell, started at the root.'),
    timeout_seconds: z.number().int().min(1).max(3_600).default(300),
  }),
  async run(world: CodeWorld<'open' | 'run'>, { command, timeout_seconds, ...start }) {
    const { repository, tree } = await startOf(world, start);
    const result = await world.workspace.run({
      repository,
      tree,
      command,
      timeoutMs: timeout_seconds * 1_000,
    });
    return {
      exit_code: result.exitCode,
      timed_out: result.timedOut,
      duration_ms: result.durationMs,
      ...(result.counts === undefined ? {} : { tests: result.counts }),
      at: treeName(result.tree),
      output: result.excerpt,
    };
  },
});
