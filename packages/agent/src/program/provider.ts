import { type CallContext, NeedsHuman } from '@patchwright/faults';
import { estimateTokens } from '../estimate.ts';
import type { ModelAnswer, ModelRequest } from '../model.ts';
import { costOf, type PriceTable } from '../prices.ts';
import type { Asked, ModelChoice, Provider } from '../providers/provider.ts';
import { refusalOf, refused, withoutKeys } from '../providers/refusal.ts';
import { keptSessions } from './kept-sessions.ts';
import { openSession, type ProgramSession } from './session.ts';
import type { ProgramSettings } from './settings.ts';
import type { StartProgram } from './start-program.ts';
import { placeOf, resumption, retelling, toldOf, wordsOf } from './told.ts';
import type { ProgramTurn } from './turn.ts';

/** How often a program is looked after that nobody asks any more, and for how long it may be so. */
const LOOK_MS = 60_000;
const IDLE_MS = 3_600_000;

interface Live {
  readonly session: ProgramSession;
  readonly askedAt: number;
  /** Where the conversation has been so far. */
  readonly places: readonly string[];
}

/**
 * An agent program as a model: each of its turns is handed out as an answer, and the tools it calls are run by whoever asked, who
 * comes back with their results as with any model. So its calls are recorded, capped and checked like all others, and a run that is
 * executed again starts no program. After a restart the program takes its conversation up again, or is told it anew.
 */
export function programProvider(
  settings: ProgramSettings,
  prices: PriceTable,
  startProgram: StartProgram | undefined,
): Provider {
  const live = new Map<string, Live>();
  const kept = keptSessions(settings.home);
  const without = withoutKeys([settings.apiKey]);
  const sweeper = setInterval(sweep, LOOK_MS).unref();

  function sweep(): void {
    for (const [place, { session, askedAt }] of live) {
      if (performance.now() - askedAt < IDLE_MS) continue;
      live.delete(place);
      void session[Symbol.asyncDispose]();
    }
  }

  async function ask(
    request: ModelRequest,
    choice: ModelChoice,
    context: CallContext,
  ): Promise<Asked> {
    if (startProgram === undefined) return refused(new NeedsHuman(NO_PROGRAMS), true);
    const told = toldOf(request);
    const place = placeOf(request, told.past);
    const places = live.get(place)?.places ?? [];
    let session = await sessionAt(place, request, choice, startProgram);
    let next = await session.next(context);
    if (next.kind === 'failed' && LOST.test(next.message)) {
      // It was ended before it had written its conversation down.
      await session[Symbol.asyncDispose]();
      await kept.forget(place);
      session = await sessionAt(place, request, choice, startProgram);
      next = await session.next(context);
    }
    if (next.kind === 'failed') {
      await session[Symbol.asyncDispose]();
      return failed(next, settings.kind, without);
    }
    const { turn } = next;
    const after = placeOf(request, [
      ...request.messages,
      { role: 'assistant', content: turn.content },
    ]);
    live.set(after, { session, askedAt: performance.now(), places: [...places, after] });
    const id = session.id();
    if (id !== undefined) await kept.keep(after, id);
    return { kind: 'answered', answer: answerOf(turn, request, choice, after, prices) };
  }

  /** The program that goes on from here: the one that waits, its conversation taken up again, or a new one that is told everything. */
  async function sessionAt(
    place: string,
    request: ModelRequest,
    choice: ModelChoice,
    start: StartProgram,
  ): Promise<ProgramSession> {
    const { past, news } = toldOf(request);
    const known = live.get(place)?.session;
    live.delete(place);
    const results = (news?.content ?? []).flatMap((b) => (b.type === 'tool_result' ? [b] : []));
    if (past.length > 0 && known?.waits() === true && results.length > 0) {
      known.lay(results);
      return known;
    }
    await known?.[Symbol.asyncDispose]();
    const id = past.length === 0 ? undefined : (known?.id() ?? (await kept.find(place)));
    const prompt =
      id === undefined ? retelling(request) : results.length > 0 ? resumption(news) : wordsOf(news);
    return openSession(
      settings,
      {
        system: request.system,
        prompt,
        choice,
        name: place,
        ...(id === undefined ? {} : { resume: id }),
      },
      request.tools,
      start,
    );
  }

  return {
    ask,
    async release(place) {
      const known = live.get(place);
      live.delete(place);
      for (const one of known?.places ?? [place]) await kept.forget(one);
      await known?.session[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(sweeper);
      const open = [...live.values()];
      live.clear();
      await Promise.all(open.map(({ session }) => session[Symbol.asyncDispose]()));
    },
  };
}

const LOST = /no conversation found/i;
const NO_PROGRAMS = 'An agent program is to serve this role, but this service starts no programs.';

function answerOf(
  turn: ProgramTurn,
  request: ModelRequest,
  choice: ModelChoice,
  session: string,
  prices: PriceTable,
): ModelAnswer {
  const model = turn.model ?? choice.model;
  const tokens = turn.tokens ?? {
    input: estimateTokens(request),
    output: estimateTokens(turn.content),
    cacheRead: 0,
    cacheWrite: 0,
    cacheWriteHour: 0,
  };
  const { input, output, cacheRead, cacheWrite, cacheWriteHour } = tokens;
  return {
    content: turn.content,
    stopReason: turn.stopReason,
    model,
    usage: {
      inputTokens: input + cacheRead + cacheWrite + cacheWriteHour,
      outputTokens: output,
      costUsd: costOf(model, tokens, prices),
    },
    session,
  };
}

function failed(
  {
    status,
    type,
    message,
  }: { readonly status: number | undefined; readonly type: string; readonly message: string },
  program: string,
  without: (text: string) => string,
): Asked {
  const said = `${program}: ${without(message)}`;
  if (type === 'error_max_turns' || type === 'error_max_budget_usd') {
    const what = type === 'error_max_turns' ? 'turns' : 'money';
    const advice = `Raise the cap of the program's own (mostTurns, mostUsd of its provider), or make the task smaller.`;
    return refused(
      new NeedsHuman(`${program} reached its own cap of ${what}`, {
        diagnosis: `${said}. ${advice}`,
      }),
      false,
    );
  }
  // It says the API's status; what it says without one is its own trouble, which may pass.
  return refusalOf({ status: status ?? 503, type, message: said });
}
