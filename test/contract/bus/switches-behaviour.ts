import { randomUUID } from 'node:crypto';
import type { Bus, SwitchState } from '@patchwright/bus';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';

/** What switches promise. */
export function describeSwitches(broker: () => Broker): void {
  let bus: Bus;
  let other: Bus;
  beforeAll(async () => {
    bus = await broker().connect('switches');
    other = await broker().connect('switches-other');
  });

  function turned(off: boolean): SwitchState {
    return { off, by: 'ines', at: '2026-11-21T12:00:00.000Z', reason: 'the bill' };
  }

  describe('a switch', () => {
    test('that nobody turned is not there', async () => {
      expect(await bus.switches.read(randomUUID(), 'agents')).toBeUndefined();
    });

    test('that one turned is so for everybody at their next look, and for no other tenant', async () => {
      const tenant = randomUUID();
      await bus.switches.turn(tenant, 'agents', turned(true));
      expect(await other.switches.read(tenant, 'agents')).toEqual(turned(true));
      expect(await other.switches.read(randomUUID(), 'agents')).toBeUndefined();

      await other.switches.turn(tenant, 'agents', turned(false));
      expect(await bus.switches.read(tenant, 'agents')).toEqual(turned(false));
    });
  });
}
