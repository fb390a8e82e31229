import { token } from '@patchwright/events';
import { z } from 'zod';
import { codes, hasCode } from './broker-errors.ts';
import type { Switches, SwitchName } from './bus.ts';
import type { Connection } from './connection.ts';
import { lastOf } from './history.ts';
import { publishOrThrow } from './publish.ts';
import { readJson, writeJson } from './stored.ts';
import { stores } from './streams.ts';

const State = z.object({ off: z.boolean(), by: z.string(), at: z.string(), reason: z.string() });

/** The switches of a mesh. */
export function openSwitches(connection: Connection): Switches {
  return {
    async read(tenant, name) {
      const found = await connection.ask(`looking at the switch ${name}`, async () => {
        try {
          return await lastOf(connection, `KV_${stores.switches}`, subject(tenant, name));
        } catch (error) {
          // A mesh that was set up before there were switches.
          if (hasCode(error, codes.streamNotFound)) return undefined;
          throw error;
        }
      });
      return found === undefined ? undefined : State.parse(readJson(found.body));
    },
    async turn(tenant, name, state) {
      await publishOrThrow(connection, subject(tenant, name), writeJson(state), undefined);
    },
  };
}

function subject(tenant: string, name: SwitchName): string {
  return `$KV.${stores.switches}.${token(tenant)}.${name}`;
}
