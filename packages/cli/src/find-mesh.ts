import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommandFault, usageFault } from './command-fault.ts';
import type { Io } from './io.ts';

/** What the command line itself says of the mesh. */
export interface MeshFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly nats?: string | undefined;
  readonly tenant?: string | undefined;
}

/** Where a mesh is; not every command needs all of it. */
export interface MeshPlace {
  /** The gateway's address, without a slash at its end. */
  readonly gateway: string | undefined;
  readonly token: string | undefined;
  readonly nats: string | undefined;
  readonly natsUser: string | undefined;
  readonly natsPassword: string | undefined;
  readonly tenant: string;
  /** What told where it is: `the command line`, `the environment`, or a path. */
  readonly toldBy: string;
  /** The folder of what a mesh on this machine writes. */
  readonly state: string | undefined;
  /** What its services were started with, as `packages/local` wrote it down. */
  readonly circumstances: unknown;
}

/** Where a mesh on this machine says how it is reached. */
const MESH_FILE: string = join('.patchwright', 'mesh.json');

const START = 'patchwright dev   (or name a mesh by --url and --token, or PATCHWRIGHT_URL)';
const TENANT = 'main';

const MeshFile = z.looseObject({
  gateway: z.string(),
  token: z.string(),
  nats: z.string(),
  pid: z.number().int().optional(),
  state: z.string().optional(),
  tenant: z.string().optional(),
  circumstances: z.unknown().optional(),
});

/**
 * Finds the mesh: flags before the environment (PATCHWRIGHT_URL, PATCHWRIGHT_TOKEN, NATS_URL), and only when neither names one, the
 * nearest `.patchwright/mesh.json` from the working directory upwards, whose token thus never goes to another mesh.
 * Throws a CommandFault when there is none, or the one of the file has ended.
 */
export async function findMesh(
  flags: MeshFlags,
  { environment, cwd }: Pick<Io, 'environment' | 'cwd'>,
): Promise<MeshPlace> {
  const gateway = flags.url ?? filled(environment.PATCHWRIGHT_URL);
  const nats = flags.nats ?? filled(environment.NATS_URL);
  const natsUser = filled(environment.NATS_USER);
  const natsPassword = filled(environment.NATS_PASSWORD);
  const tenant = flags.tenant ?? filled(environment.PATCHWRIGHT_TENANT);
  if (gateway !== undefined || nats !== undefined) {
    const isFlag = flags.url !== undefined || flags.nats !== undefined;
    return {
      gateway: gateway === undefined ? undefined : httpUrl(gateway),
      token: flags.token ?? filled(environment.PATCHWRIGHT_TOKEN),
      nats,
      natsUser,
      natsPassword,
      tenant: tenant ?? TENANT,
      toldBy: isFlag ? 'the command line' : 'the environment',
      state: undefined,
      circumstances: undefined,
    };
  }
  const path = await nearest(cwd);
  if (path === undefined) {
    throw new CommandFault('There is no mesh to speak to', {
      why: `neither flags nor PATCHWRIGHT_URL name one, and there is no ${MESH_FILE} from here upwards`,
      next: START,
    });
  }
  const file = await read(path);
  if (file.pid !== undefined && !isAlive(file.pid)) {
    throw new CommandFault('The mesh of this folder has ended', {
      why: `${path} names process ${file.pid}, which is gone`,
      next: START,
    });
  }
  return {
    gateway: httpUrl(file.gateway),
    token: flags.token ?? file.token,
    nats: file.nats,
    natsUser,
    natsPassword,
    tenant: tenant ?? file.tenant ?? TENANT,
    toldBy: path,
    state: file.state ?? dirname(path),
    circumstances: file.circumstances,
  };
}

async function nearest(cwd: string): Promise<string | undefined> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, MESH_FILE);
    const exists = await readFile(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

async function read(path: string): Promise<z.output<typeof MeshFile>> {
  try {
    return MeshFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    throw new CommandFault(`${path} cannot be read`, {
      why: 'it is not what a mesh writes there',
      next: 'patchwright dev --fresh',
    });
  }
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw usageFault(`"${text}" is no address of a gateway`, {
      why: 'it must begin with http:// or https://',
      next: 'patchwright --url http://127.0.0.1:8080 …',
    });
  }
  return text.replace(/\/+$/, '');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
