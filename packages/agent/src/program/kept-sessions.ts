import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Kept = z.object({ id: z.string() });

/** Which conversation of a program belongs to which place of ours, kept in files so that a restart finds it. */
export interface KeptSessions {
  readonly find: (place: string) => Promise<string | undefined>;
  readonly keep: (place: string, id: string) => Promise<void>;
  readonly forget: (place: string) => Promise<void>;
}

/** Keeps sessions below a program's home. */
export function keptSessions(home: string): KeptSessions {
  const folder = join(home, 'places');
  const file = (place: string) => join(folder, `${place}.json`);
  return {
    async find(place) {
      const text = await readFile(file(place), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : Kept.parse(JSON.parse(text)).id;
    },
    async keep(place, id) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(file(place), JSON.stringify({ id }), { mode: 0o600 });
    },
    forget: (place) => rm(file(place), { force: true }),
  };
}
