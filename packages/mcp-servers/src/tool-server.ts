import type { Effect, ServerTool, ToolCall } from './tool.ts';

/** A tool with the world that it runs in. */
export interface BoundTool extends Omit<ServerTool<never>, 'run'> {
  readonly call: (input: unknown, call: ToolCall) => Promise<unknown>;
}

/** A set of tools under one name, ready to be served to any MCP client. */
export interface ToolServer {
  readonly name: string;
  readonly title: string;
  /** What a model should know before it uses the tools. */
  readonly instructions: string;
  /** Whether its tools reach systems elsewhere, and not this machine alone. */
  readonly openWorld: boolean;
  readonly tools: readonly BoundTool[];
}

/** What a server of ours is made of. */
export interface ToolServerParts<World> extends Omit<ToolServer, 'tools'> {
  readonly tools: readonly ServerTool<World>[];
  /** The world of one call. */
  readonly world: (call: ToolCall) => World;
}

/** Puts tools and world together. */
export function toolServer<World>(parts: ToolServerParts<World>): ToolServer {
  const { tools, world, ...about } = parts;
  return {
    ...about,
    tools: tools.map(({ run, ...tool }) => ({
      ...tool,
      call: (input, call) => run(world(call), input),
    })),
  };
}

/** The same server with those of its tools alone that change nothing. */
export function readOnly(server: ToolServer): ToolServer {
  const reading: Effect = 'reads';
  return { ...server, tools: server.tools.filter((tool) => tool.effect === reading) };
}
