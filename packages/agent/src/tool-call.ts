import { z } from 'zod';
import type { Assignment, Tool } from './agent.ts';
import { fenceOutput } from './fence.ts';
import type { ToolResultBlock, ToolSpec, ToolUseBlock } from './model.ts';

// biome-ignore lint/suspicious/noExplicitAny: tools differ in their input; each is typed where it is defined
type AnyTool = Tool<any>;

/** What a model is told about the tools of an assignment, the one that hands in the result last. */
export function toolSpecs<Result>(assignment: Assignment<Result>): readonly ToolSpec[] {
  const { tools, submit } = assignment;
  const own = tools.map((tool) => specOf(tool.name, tool.description, tool.input));
  return [...own, specOf(submit.name, submit.description, submit.schema)];
}

/**
 * Runs a tool that a model asked for. An unknown tool, an input that does not fit and a plain Error
 * become an error result that the model sees; everything else that is thrown ends the loop.
 */
export async function runTool(
  tools: readonly AnyTool[],
  call: ToolUseBlock,
  submitName: string,
): Promise<ToolResultBlock> {
  const tool = tools.find((one) => one.name === call.name);
  if (tool === undefined) {
    const names = [...tools.map((one) => one.name), submitName].join(', ');
    return failure(call, `There is no tool ${call.name}. There are: ${names}.`);
  }
  const input = tool.input.safeParse(call.input);
  if (!input.success) {
    return failure(call, `The input does not fit: ${z.prettifyError(input.error)}`);
  }
  try {
    const answer = await tool.run(input.data);
    return {
      type: 'tool_result',
      toolUseId: call.id,
      content: fenceOutput(answer, call.name),
      isError: false,
    };
  } catch (thrown) {
    // Faults, aborts and bugs have classes of their own: the model must not talk its way past them.
    if (!(thrown instanceof Error) || Object.getPrototypeOf(thrown) !== Error.prototype) {
      throw thrown;
    }
    return failure(call, fenceOutput(thrown.message, call.name));
  }
}

/** An error result: what went wrong with a call, for the model to see. */
export function failure(call: ToolUseBlock, content: string): ToolResultBlock {
  return { type: 'tool_result', toolUseId: call.id, content, isError: true };
}

function specOf(name: string, description: string, schema: z.ZodType): ToolSpec {
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  });
  return { name, description, inputSchema };
}
