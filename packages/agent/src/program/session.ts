import type { CallContext } from '@patchwright/faults';
import type { ToolResultBlock, ToolSpec, ToolUseBlock } from '../model.ts';
import { commandOf, type Errand } from './command.ts';
import type { ProgramSettings } from './settings.ts';
import type { RunningProgram, StartProgram } from './start-program.ts';
import { openToolDesk } from './tool-desk.ts';
import type { Heard, ProgramTurn } from './turn.ts';

/** What waiting for a program's next turn came to. */
export type NextTurn =
  | { readonly kind: 'turn'; readonly turn: ProgramTurn }
  | Extract<Heard, { kind: 'failed' }>;

/** One conversation of an agent program that runs, handed out turn by turn. */
export interface ProgramSession extends AsyncDisposable {
  /** The program's own name of the conversation, once it told. */
  readonly id: () => string | undefined;
  /** Whether the program waits for results of tools; otherwise it has ended. */
  readonly waits: () => boolean;
  /** Lays down results of tools that the last turn asked for. */
  readonly lay: (results: readonly ToolResultBlock[]) => void;
  /** The next turn. Throws the signal's reason; the program is ended then. */
  readonly next: (context: CallContext) => Promise<NextTurn>;
}

/** Starts a program for a conversation, with the tools that its model may call. */
export async function openSession(
  settings: ProgramSettings,
  errand: Omit<Errand, 'desk'>,
  tools: readonly ToolSpec[],
  startProgram: StartProgram,
): Promise<ProgramSession> {
  const heard: NextTurn[] = [];
  let wake: (() => void) | undefined;
  let onSign: () => void = () => undefined;
  let id: string | undefined;
  let isOver = false;
  let asked: readonly ToolUseBlock[] = [];

  function take(all: readonly Heard[]): void {
    for (const one of all) {
      if (one.kind === 'session') id = one.id;
      else heard.push(one);
    }
    wake?.();
  }

  const desk = await openToolDesk(tools, (call) => take(reader.call(call)));
  const { start, reader } = await commandOf(settings, { ...errand, desk });
  const program = startProgram(start);
  const reading = read(program);

  async function read({ lines, ended }: RunningProgram): Promise<void> {
    for await (const line of lines) {
      onSign();
      take(reader.line(eventOf(line)));
    }
    const { code, lastWords } = await ended;
    isOver = true;
    if (code !== 0) {
      const message = `the program ended${code === undefined ? '' : ` with ${code}`}: ${lastWords}`;
      take([{ kind: 'failed', status: undefined, type: 'program_ended', message }]);
    } else take([]);
  }

  async function close(): Promise<void> {
    program.kill();
    await reading;
    await desk[Symbol.asyncDispose]();
  }

  return {
    id: () => id,
    waits: () => !isOver && asked.length > 0,
    lay(results) {
      for (const result of results) {
        const call = asked.find((one) => one.id === result.toolUseId);
        if (call !== undefined) desk.lay(result, call);
      }
    },
    async next({ signal, progress }) {
      onSign = progress;
      const abort = () => wake?.();
      signal.addEventListener('abort', abort, { once: true });
      try {
        for (;;) {
          const next = heard.shift();
          if (signal.aborted) break;
          if (next?.kind === 'turn') asked = next.turn.content.filter((b) => b.type === 'tool_use');
          if (next !== undefined) return next;
          if (isOver) return ENDED_EARLY;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        signal.removeEventListener('abort', abort);
      }
      await close();
      throw signal.reason;
    },
    [Symbol.asyncDispose]: close,
  };
}

const ENDED_EARLY: NextTurn = {
  kind: 'failed',
  status: undefined,
  type: 'program_ended',
  message: 'the program ended without a word',
};

function eventOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
