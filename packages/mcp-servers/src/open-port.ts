import { randomUUID } from 'node:crypto';
import type { Intent, Port, PortDefinition } from '@patchwright/faults';
import type { ToolCall } from './tool.ts';

/**
 * A port's methods for one call of a tool. A write is looked for before it is made when the client named its effect;
 * without a name it has never been made before.
 */
export function openPort<D extends PortDefinition>(definition: D, call: ToolCall): Port<D> {
  const methods: Record<string, (input: never) => Promise<unknown>> = {};
  for (const [name, read] of Object.entries(definition.reads)) {
    methods[name] = (input) => read(input, call);
  }
  for (const [name, write] of Object.entries(definition.writes)) {
    methods[name] = async (input: Intent) => {
      const there = call.key === undefined ? undefined : await write.probe(input, call);
      return there ?? write.perform(input, call);
    };
  }
  // The port's types were checked where it was defined; here they are only names.
  return methods as Port<D>;
}

/** The intent of a call's effect: the client's own name for it, or one of its own. Never the intent of anything that Patchwright itself does. */
export function intentOf(server: string, call: ToolCall): string {
  return `mcp/${server}/${call.key ?? randomUUID()}`;
}
