import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the whole project: services, packages and dependencies lie below it. */
export const PROJECT: string = join(import.meta.dirname, '..', '..', '..');

/** The project's version, which services state as the build that made an event. */
export function projectVersion(): string {
  const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
