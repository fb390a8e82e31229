import { type Bus, connectBus } from '@patchwright/bus';
import { messageOf } from '@patchwright/faults';
import type { Command } from 'commander';
import { CommandFault } from './command-fault.ts';
import { findMesh, type MeshFlags, type MeshPlace } from './find-mesh.ts';
import { type Gateway, openGateway } from './gateway/gateway.ts';
import type { Io } from './io.ts';

/** The mesh that a command speaks to. Throws a CommandFault. */
export async function reachMesh(command: Command, io: Io): Promise<MeshPlace> {
  return findMesh(command.optsWithGlobals<MeshFlags>(), io);
}

/** The gateway of the mesh. Throws a CommandFault when its address or the token is not known. */
export async function reachGateway(command: Command, io: Io): Promise<Gateway> {
  const { gateway, token, toldBy } = await reachMesh(command, io);
  if (gateway === undefined) {
    throw new CommandFault('The address of the gateway is not known', {
      why: `${toldBy} names a broker only`,
      next: 'add --url or set PATCHWRIGHT_URL',
    });
  }
  if (token === undefined) {
    throw new CommandFault(`There is no token for ${gateway}`, {
      why: `${toldBy} gives none`,
      next: 'add --token or set PATCHWRIGHT_TOKEN',
    });
  }
  return openGateway(gateway, token, io.stop);
}

/** The log and the views themselves, on the broker of the mesh. */
export interface Log extends AsyncDisposable {
  readonly bus: Bus;
  readonly tenant: string;
}

/** Connects to the broker of the mesh. Throws a CommandFault when its address is not known or it cannot be reached. */
export async function reachLog(command: Command, io: Io): Promise<Log> {
  const place = await reachMesh(command, io);
  const bus = await connectTo(place);
  return { bus, tenant: place.tenant, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() };
}

async function connectTo(place: MeshPlace): Promise<Bus> {
  const { nats, natsUser, natsPassword } = place;
  if (nats === undefined) {
    throw new CommandFault('The address of the broker is not known', {
      why: `${place.toldBy} names a gateway only, and this command reads the log itself`,
      next: 'add --nats or set NATS_URL',
    });
  }
  try {
    return await connectBus({
      url: nats,
      name: 'patchwright',
      ...(natsUser === undefined ? {} : { user: natsUser }),
      ...(natsPassword === undefined ? {} : { password: natsPassword }),
    });
  } catch (error) {
    throw new CommandFault(`The broker at ${nats} cannot be reached`, {
      why: messageOf(error),
      next: 'patchwright doctor',
    });
  }
}
