import { parseEnv } from 'node:util';
import { usageFault } from '../command-fault.ts';
import type { Io } from '../io.ts';
import type { Settings } from './env-file.ts';

/** A setting that is needed, and how a person is asked for it. */
export interface Wanted {
  readonly name: string;
  readonly question: string;
  /** Is not shown while it is typed, and never printed. */
  readonly secret?: boolean;
  /** What the command line said. */
  readonly given?: string | undefined;
  /** Need not be there. */
  readonly optional?: boolean;
  /** Why an answer does not fit; `undefined` when it does. */
  readonly fault?: (answer: string) => string | undefined;
}

/** Where settings come from: the command line, the standard input, what is there already, and the person, in this order. */
export interface Answers {
  /** The setting, or `undefined` where it is optional and nobody says it. Throws a CommandFault when it is needed and missing, or does not fit. */
  readonly of: (wanted: Wanted) => Promise<string | undefined>;
}

/** Makes the answers of one command. With `fromStdin` nobody is asked. Throws a CommandFault when the standard input is not understood. */
export async function openAnswers(
  io: Io,
  options: { readonly fromStdin: boolean; readonly there: Settings },
): Promise<Answers> {
  const piped = options.fromStdin ? pipedSettings(await io.readInput()) : {};
  return {
    async of(wanted) {
      const { name, given, fault } = wanted;
      const lone = wanted.secret ? piped[LONE] : undefined;
      // One secret answers one question.
      if (lone !== undefined) delete piped[LONE];
      const known = filled(given) ?? filled(piped[name]) ?? filled(lone) ?? options.there[name];
      const answer = filled(known) ?? (await asked(io, wanted, options.fromStdin));
      if (answer === undefined) {
        if (wanted.optional) return undefined;
        throw usageFault(`${name} is missing`, {
          why: 'nobody can be asked here',
          next: `give it on the standard input as ${name}=…, with --from-stdin`,
        });
      }
      const why = fault?.(answer);
      if (why !== undefined) throw usageFault(`${name} does not fit`, { why });
      return answer;
    },
  };
}

/** An answer that has to be an address of the web. */
export function addressFault(answer: string): string | undefined {
  const url = URL.canParse(answer) ? new URL(answer) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === ''
    ? undefined
    : 'it begins with http:// or https://, and holds no user';
}

/** Stands for a secret that is all of the standard input. */
const LONE = '';

/** Lines of `NAME=value`, or one secret and nothing else. */
function pipedSettings(text: string): Record<string, string | undefined> {
  const trimmed = text.trim();
  if (trimmed === '')
    throw usageFault('The standard input is empty', { next: 'pipe the secret in' });
  if (!/^\s*[A-Z][A-Z0-9_]*\s*=/.test(trimmed)) {
    return { [LONE]: trimmed };
  }
  return parseEnv(trimmed);
}

async function asked(io: Io, wanted: Wanted, quiet: boolean): Promise<string | undefined> {
  if (quiet || !io.isInteractive) return undefined;
  const hint = wanted.optional ? ' (empty for none)' : '';
  const question = `${wanted.question}${hint}: `;
  return filled(await (wanted.secret ? io.askSecret(question) : io.ask(question)));
}

function filled(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}
