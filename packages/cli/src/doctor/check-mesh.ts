import { connectBus } from '@patchwright/bus';
import { messageOf } from '@patchwright/faults';
import type { Command } from 'commander';
import { CommandFault } from '../command-fault.ts';
import type { MeshPlace } from '../find-mesh.ts';
import { openGateway } from '../gateway/gateway.ts';
import type { Io } from '../io.ts';
import { reachMesh } from '../reach.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const PATIENCE_MS = 5000;

/** Looks at the mesh that the other commands would speak to. */
export function checkMesh(command: Command, io: Io): readonly Promise<Finding>[] {
  const place = placeOf(command, io);
  return [
    place.then((found) => ('mend' in found ? found : ok('mesh', `told by ${found.toldBy}`))),
    place.then((found) => ('mend' in found ? skipped('gateway') : checkGateway(found, io))),
    place.then((found) => ('mend' in found ? skipped('broker') : checkBroker(found))),
  ];
}

async function placeOf(
  command: Command,
  io: Io,
): Promise<MeshPlace | (Finding & { mend: string })> {
  try {
    return await reachMesh(command, io);
  } catch (fault) {
    const { why, next } =
      fault instanceof CommandFault ? fault : { why: undefined, next: undefined };
    const found = why === undefined ? messageOf(fault) : `${messageOf(fault)}: ${why}`;
    return { name: 'mesh', state: 'warn', found, mend: next ?? 'patchwright dev' };
  }
}

function skipped(name: string): Finding {
  return warn(name, 'not looked at, since no mesh is known', 'start one by patchwright dev');
}

async function checkGateway({ gateway, token }: MeshPlace, io: Io): Promise<Finding> {
  const name = 'gateway';
  if (gateway === undefined) return warn(name, 'its address is not known', 'set PATCHWRIGHT_URL');
  const mend = 'see whether it runs and what it logs; on a laptop start it by patchwright dev';
  try {
    const signal = AbortSignal.any([io.stop, AbortSignal.timeout(PATIENCE_MS)]);
    const response = await fetch(`${gateway}/healthz`, { signal });
    if (!response.ok) return fail(name, `${gateway} answers ${response.status}`, mend);
  } catch (error) {
    const { cause } = error as Error;
    return fail(name, `${gateway} cannot be reached: ${messageOf(cause ?? error)}`, mend);
  }
  if (token === undefined)
    return warn(name, `${gateway}; there is no token`, 'set PATCHWRIGHT_TOKEN');
  try {
    const { total } = await openGateway(gateway, token, io.stop).tasks({ limit: 1 });
    return ok(name, `${gateway}, ${total} tasks`);
  } catch (fault) {
    const next = fault instanceof CommandFault ? fault.next : undefined;
    return fail(name, `${gateway}: ${messageOf(fault)}`, next ?? mend);
  }
}

async function checkBroker({ nats, natsUser, natsPassword }: MeshPlace): Promise<Finding> {
  const name = 'broker';
  if (nats === undefined) {
    return warn(name, 'its address is not known', 'set NATS_URL for events, replay and rebuild');
  }
  try {
    await using bus = await connectBus({
      url: nats,
      name: 'patchwright-doctor',
      ...(natsUser === undefined ? {} : { user: natsUser }),
      ...(natsPassword === undefined ? {} : { password: natsPassword }),
    });
    const ms = await bus.probe();
    const seq = await bus.log.lastSeq();
    return ok(name, `${nats} stores within ${ms.toFixed(1)} ms; ${seq} events on the log`);
  } catch (error) {
    return fail(name, `${nats}: ${messageOf(error)}`, 'see whether nats-server runs there');
  }
}
