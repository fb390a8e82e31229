import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Circumstances, cacheDirectory, projectVersion } from '@patchwright/local';
import { usageFault } from './command-fault.ts';
import type { MeshPlace } from './find-mesh.ts';
import type { Io } from './io.ts';

/** Nothing listens there, and a replay calls nothing. */
const NOWHERE = 'http://127.0.0.1:9';
/** What says how the code behaves, and may thus be given to a replay; what opens a door may not. */
const SETTING = /^PATCHWRIGHT_(?!.*(TOKEN|SECRET|PASSWORD|KEY|URL|HTTP|CACHE|WORKSPACE))/;

/**
 * What services are started with to replay. A mesh on this machine wrote it down; for another one it is made from this environment's own
 * PATCHWRIGHT_ settings, with addresses that lead nowhere and secrets that open nothing.
 * Throws a CommandFault when the broker is not known.
 */
export function replayCircumstances(
  place: MeshPlace,
  environment: Io['environment'],
): Circumstances {
  const { nats } = place;
  if (nats === undefined) {
    throw usageFault('The address of the broker is not known', {
      why: 'a replay reads the log itself',
      next: 'add --nats or set NATS_URL',
    });
  }
  const credentials: Record<string, string> = {};
  if (place.natsUser !== undefined) credentials.NATS_USER = place.natsUser;
  if (place.natsPassword !== undefined) credentials.NATS_PASSWORD = place.natsPassword;
  const { circumstances } = place;
  if (isObject(circumstances)) {
    // Only a mesh of this very project writes it, and no other reads it.
    const written = circumstances as unknown as Circumstances;
    return { ...written, natsUrl: nats, more: { ...written.more, ...credentials } };
  }
  const state = join(tmpdir(), 'patchwright-replay');
  const nothing = () => randomBytes(16).toString('hex');
  return {
    natsUrl: nats,
    tenant: place.tenant,
    build: projectVersion(),
    gateway: { host: '127.0.0.1', port: 0 },
    outside: {
      github: NOWHERE,
      jira: NOWHERE,
      slack: NOWHERE,
      sentry: NOWHERE,
      model: NOWHERE,
      control: NOWHERE,
    },
    secrets: {
      api: nothing(),
      githubToken: nothing(),
      githubWebhook: nothing(),
      jiraToken: nothing(),
      jiraWebhook: nothing(),
      slackToken: nothing(),
      slackSigning: nothing(),
      sentryToken: nothing(),
      sentryWebhook: nothing(),
      modelKey: nothing(),
    },
    toolchain: { path: [], nodeModules: '', folders: [] },
    needs: { owners: [], sentryProjects: [] },
    stateDir: state,
    workDir: state,
    compileCache: join(cacheDirectory(environment, process.platform), 'compiled'),
    searchPath: environment.PATH ?? '',
    // The files of a mesh that is not here: unset, unless the environment names others.
    more: {
      PATCHWRIGHT_POLICY: '',
      PATCHWRIGHT_CATALOGUE: '',
      ...settingsOf(environment),
      ...credentials,
    },
  };
}

function settingsOf(environment: Io['environment']): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value && SETTING.test(name)) found[name] = value;
  }
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
