import type { CallContext } from '@patchwright/faults';
import type { z } from 'zod';

/**
 * What a tool does to the outside. `reads` changes nothing; `adds` makes something new with each call; `settles` leaves the outside
 * as it says, however often it is called; `replaces` does so too, and what stood there before is gone.
 */
export type Effect = 'reads' | 'adds' | 'settles' | 'replaces';

/** One call of a tool by a client. */
export interface ToolCall extends CallContext {
  /** The client's own name for the effect, when it gave one: under the same name nothing is done twice. */
  readonly key: string | undefined;
}

/** A tool over a world that names exactly what it may touch. A throw of any kind becomes an error result that says what and why. */
export interface ServerTool<World> {
  /** In snake case, as models know tools. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly effect: Effect;
  // biome-ignore lint/suspicious/noExplicitAny: tools differ in their input; each is typed where it is defined
  readonly run: (world: World, input: any) => Promise<unknown>;
}

/** States a tool, its input typed by its schema. */
export function defineTool<World, Input extends z.ZodObject>(
  tool: Omit<ServerTool<World>, 'input' | 'run'> & {
    readonly input: Input;
    readonly run: (world: World, input: z.infer<Input>) => Promise<unknown>;
  },
): ServerTool<World> {
  return tool;
}
