/** A message of a conversation, in the shape of the Messages API, reduced to what we use. */
export type Message =
  | { readonly role: 'user'; readonly content: readonly (TextBlock | ToolResultBlock)[] }
  | {
      readonly role: 'assistant';
      readonly content: readonly AssistantBlock[];
    };
/** What a model may say. */
export type AssistantBlock = TextBlock | ToolUseBlock | ThinkingBlock | RedactedThinkingBlock;
/** Plain words. */
export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
}
/** The model asks for a tool to be run. */
export interface ToolUseBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}
/** What came of a tool that the model asked for. */
export interface ToolResultBlock {
  readonly type: 'tool_result';
  readonly toolUseId: string;
  readonly content: string;
  readonly isError: boolean;
}
/** Kept intact across tool turns; never shown. */
export interface ThinkingBlock {
  readonly type: 'thinking';
  readonly thinking: string;
  readonly signature: string;
}

/** Thinking that the vendor keeps to itself; kept intact likewise. */
export interface RedactedThinkingBlock {
  readonly type: 'redacted_thinking';
  readonly data: string;
}

/** A tool as a model sees it; `inputSchema` is JSON Schema. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** Tokens of an answer, where nobody says otherwise. */
export const MAX_TOKENS = 8_192;

/** One model call. */
export interface ModelRequest {
  readonly role: string;
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  readonly maxTokens: number;
}
/** What a model answered to one call. */
export interface ModelAnswer {
  readonly content: readonly AssistantBlock[];
  readonly stopReason: 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal' | 'other';
  readonly model: string;
  /** Summed up by the recorder for `run_finished`. Input tokens include those read from and written to the cache. */
  readonly usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly costUsd: number;
  };
  /** Who answered, by its name in the settings. */
  readonly provider?: string;
  /** Who was asked before and did not answer, and why, in the order of asking. */
  readonly passedOver?: readonly PassedOver[];
  /** When the call began and ended: ISO times. */
  readonly began?: string;
  readonly ended?: string;
  /** Names what the vendor's program holds open for this conversation; to be given back with `release`. */
  readonly session?: string;
}

/** A provider that was asked before the one that answered. */
export interface PassedOver {
  readonly provider: string;
  readonly model: string;
  readonly why: string;
}

/** A model of any vendor. Failures are faults: Retryable (overload, rate), NeedsHuman (refused key, no credit, left script). */
export interface Model {
  complete(input: ModelRequest): Promise<ModelAnswer>;
  /** Ends what is held open for a conversation that goes no further. */
  release?(input: { readonly session: string }): Promise<unknown>;
}
