import { readServiceSettings } from '@patchwright/chassis';

/** The projector has no settings of its own. */
export type Config = Readonly<Record<string, never>>;

/** Reads the environment once. Throws a ZodError that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const config: Config = {};
  return { settings: readServiceSettings(environment), config };
}
