import type { AssistantBlock, ModelAnswer } from '../model.ts';
import type { BilledTokens } from '../prices.ts';
import type { DeskCall } from './tool-desk.ts';

/** One turn of an agent program: what its model said, and what it asks for. */
export interface ProgramTurn {
  readonly content: readonly AssistantBlock[];
  readonly stopReason: ModelAnswer['stopReason'];
  readonly model: string | undefined;
  /** Missing where the program does not count. */
  readonly tokens: BilledTokens | undefined;
}

/** What a line of a program's output, or a call of a tool, comes to. */
export type Heard =
  | { readonly kind: 'turn'; readonly turn: ProgramTurn }
  /** The program can be continued under this name. */
  | { readonly kind: 'session'; readonly id: string }
  | {
      readonly kind: 'failed';
      readonly status: number | undefined;
      readonly type: string;
      readonly message: string;
    };

/** Reads what a program of one kind puts out. */
export interface TurnReader {
  readonly line: (event: unknown) => readonly Heard[];
  /** A call of one of our tools arrived. */
  readonly call: (call: DeskCall) => readonly Heard[];
}

/** The name of our MCP server as programs know it. */
export const SERVER = 'patchwright';
