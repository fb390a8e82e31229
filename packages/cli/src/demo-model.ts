import { resolve } from 'node:path';
import { type ModelRoute, modelRoutes } from '@patchwright/local';
import { Option } from 'commander';
import { usageFault } from './command-fault.ts';
import { readEnvFile, type Settings } from './connect/env-file.ts';
import type { Io } from './io.ts';

/** The option by which a mesh on this machine is told who thinks. */
export function modelOption(): Option {
  return new Option('--model <way>', 'who thinks, or seems to: the script, or a real model')
    .choices([...modelRoutes])
    .default('scripted' satisfies ModelRoute);
}

/**
 * What a mesh is given of the person's own: for a real model its key and its address, from the file that was named, or from the
 * environment of this very command; for all else nothing. Throws a CommandFault when the key is not there.
 */
export async function givenFor(
  io: Pick<Io, 'environment' | 'cwd'>,
  { model, envFile }: { readonly model: ModelRoute; readonly envFile?: string },
): Promise<Settings> {
  if (model !== 'anthropic') return {};
  const file = envFile === undefined ? {} : await readEnvFile(resolve(io.cwd, envFile));
  const names = ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'] as const;
  // A file is a whole answer: its key never goes to an address of the environment.
  const source = file.ANTHROPIC_API_KEY ? file : io.environment;
  const found = names.flatMap((name) => (source[name] ? [[name, source[name]] as const] : []));
  if (!source.ANTHROPIC_API_KEY) {
    throw usageFault('there is no key for Claude', {
      why: 'neither the environment nor a file that --env-file names has ANTHROPIC_API_KEY',
      next: 'set it for this command, or leave out --model to play the script',
    });
  }
  return Object.fromEntries(found);
}

/** Who thinks in a demonstration, for people. */
export function modelLine(model: ModelRoute): string {
  return LINES[model];
}

const SCRIPT = 'What it says stands in each story’s model.yaml; what its tools then do is real.';
const LINES: Readonly<Record<ModelRoute, string>> = {
  scripted: `Scripted: the model. ${SCRIPT}`,
  openai: `Scripted: the model, as an endpoint that speaks chat completions. ${SCRIPT}`,
  'claude-code': `Scripted: the model behind Claude Code, which is the real program. ${SCRIPT}`,
  anthropic:
    'Real too: the model. Claude thinks, which costs money, and may go another way than the stories expect.',
};
