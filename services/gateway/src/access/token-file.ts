import { readFileSync, statSync } from 'node:fs';
import { sha256 } from '@patchwright/events';
import { type Role, roles } from '@patchwright/task';
import { parse } from 'yaml';
import { z } from 'zod';

const Entry = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, 'letters, digits, ".", "_" and "-" only'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the token, in hex'),
  /** Whose token it is: a person of the policy. Without one it is a machine's, known by the token's name. */
  person: z.string().optional(),
  /** What may be done with it; of a person's token never more than the person may do. */
  roles: z.array(z.enum(roles)).min(1),
  expires: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
});

const TokenFile = z.strictObject({ tokens: z.array(Entry) }).superRefine(({ tokens }, context) => {
  for (const field of ['name', 'sha256'] as const) {
    const seen = new Set<string>();
    for (const [index, token] of tokens.entries()) {
      if (seen.has(token[field])) {
        const message = `another token has the same ${field}`;
        context.addIssue({ code: 'custom', path: ['tokens', index, field], message });
      }
      seen.add(token[field]);
    }
  }
});

/** A named token of the API, known by its digest only. */
export interface NamedToken {
  readonly name: string;
  readonly sha256: string;
  readonly person?: string | undefined;
  readonly roles: readonly Role[];
  readonly expires?: string | undefined;
}

/** Reads the tokens of a file in YAML or JSON. Throws an Error that names file and field, and never a digest. */
export function readTokenFile(path: string): readonly NamedToken[] {
  const parsed = TokenFile.safeParse(parse(readFileSync(path, 'utf8')) ?? { tokens: [] });
  if (parsed.success) return parsed.data.tokens;
  const said = parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
  throw new Error(`${path}: ${said.join('; ')}`);
}

/** Tokens that change without a restart. */
export interface TokenSource {
  /** The token that was given, whether it has expired or not; `undefined` when there is none like it. */
  readonly find: (given: string) => NamedToken | undefined;
}

/** How long a token that was taken out of the file may still open the door, in milliseconds. */
const LOOK_EVERY_MS = 1000;

/**
 * The tokens of a file, read anew once it has changed. A file that cannot be read any more opens to nobody, since it may have been
 * changed to take a token back; `complain` is told why.
 */
export function watchTokenFile(path: string, complain: (reason: string) => void): TokenSource {
  let known: ReadonlyMap<string, NamedToken> = new Map();
  let stamp = '';
  let lookedAt = Number.NEGATIVE_INFINITY;

  function look(): void {
    if (performance.now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = performance.now();
    try {
      const { mtimeMs, size, ino } = statSync(path);
      const now = `${mtimeMs} ${size} ${ino}`;
      if (now === stamp) return;
      stamp = now;
      known = new Map(readTokenFile(path).map((token) => [token.sha256, token]));
    } catch (thrown) {
      known = new Map();
      complain(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  return {
    find(given) {
      look();
      // By digest: neither the comparison nor the map tells by its time how far a guess agrees with a token.
      return known.get(sha256(given));
    },
  };
}
