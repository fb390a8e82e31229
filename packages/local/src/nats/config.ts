import { homedir } from 'node:os';
import { join } from 'node:path';

/** Variables by name, as a child process is given them. */
export type Variables = Readonly<Record<string, string>>;

/** What the search for nats-server reads of the machine, taken from the environment in one place. */
export interface NatsEnvironment {
  /** The binary that was asked for with `NATS_SERVER`. */
  readonly server: string | undefined;
  /** Folders in which commands are looked for, in order. */
  readonly searchPath: string;
  /** Where fetched files stay between runs; always outside the work tree. */
  readonly cacheDir: string;
  /** What a package client (apt, go, pip, brew, docker) is started with. */
  readonly clientVariables: Variables;
}

// A package client is useless behind a company's proxy or mirror without these; nothing else is passed on.
const CLIENT_VARIABLES =
  /^(PATH|HOME|USERPROFILE|SYSTEMROOT|LOCALAPPDATA|TMPDIR|TEMP|TMP|LANG|LC_ALL|APT_CONFIG|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_[A-Z_]+|GO(PATH|ROOT|PROXY|SUMDB|PRIVATE|NOSUMDB|CACHE|MODCACHE|TOOLCHAIN|FLAGS)|PYENV_[A-Z_]+|HOMEBREW_[A-Z_]+|DOCKER_[A-Z_]+)$/;

/** Reads the environment once. Unset and empty variables are the same. */
export function natsEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): NatsEnvironment {
  const clientVariables: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value && CLIENT_VARIABLES.test(name)) clientVariables[name] = value;
  }
  return {
    server: variables.NATS_SERVER || undefined,
    searchPath: variables.PATH ?? '',
    cacheDir: cacheDirectory(variables, process.platform),
    clientVariables,
  };
}

/** The folder of everything Patchwright keeps between runs: `PATCHWRIGHT_CACHE`, else where the platform keeps caches. */
export function cacheDirectory(
  variables: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  if (variables.PATCHWRIGHT_CACHE) return variables.PATCHWRIGHT_CACHE;
  if (variables.XDG_CACHE_HOME) return join(variables.XDG_CACHE_HOME, 'patchwright');
  const home = variables.HOME || variables.USERPROFILE || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'patchwright');
  if (platform === 'win32') {
    return join(variables.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'patchwright');
  }
  return join(home, '.cache', 'patchwright');
}
