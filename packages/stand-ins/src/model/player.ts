import {
  digestOf,
  type MessagesRequest,
  openingOf,
  roleOf,
  toolResultsOf,
  turnOf,
} from './request.ts';
import type { ModelScript, ScriptedConversation, ScriptedTurn } from './script.ts';

/** The turn that answers a request. */
export interface Played {
  readonly kind: 'played';
  readonly conversation: ScriptedConversation;
  readonly turn: ScriptedTurn;
  /** Number of the turn in its conversation, from 0. */
  readonly index: number;
}

/** Why no turn answers a request: what was expected and what came. */
export interface LeftScript {
  readonly kind: 'left';
  readonly message: string;
}

/** Chooses turns from scripts and remembers which run a conversation belongs to. */
export interface Player {
  /** Adds the conversations of another script behind those that are there. */
  add(script: ModelScript): void;
  /** The next turn of the conversation that a request belongs to, or why there is none. */
  play(request: MessagesRequest): Played | LeftScript;
}

const SHOWN = 300;

/** Makes a player without scripts. */
export function createPlayer(): Player {
  const conversations: ScriptedConversation[] = [];
  const owners = new Map<ScriptedConversation, string>();

  function choose(request: MessagesRequest): ScriptedConversation | LeftScript {
    const role = roleOf(request);
    if (role === undefined) {
      return left(
        "expected a system prompt whose first line says “You are Patchwright's <role>.”",
        `came “${shorten(firstLineOf(request))}”`,
      );
    }
    const opening = openingOf(request);
    const fitting = conversations
      .filter((conversation) => fits(conversation, role, opening))
      .sort((a, b) => weight(b) - weight(a));
    if (fitting.length === 0) return noneFor(role, opening);
    const run = digestOf([role, opening]);
    const chosen =
      fitting.find((conversation) => owners.get(conversation) === run) ??
      fitting.find((conversation) => conversation.again || !owners.has(conversation));
    if (chosen === undefined) {
      return left(
        `expected ${nameOf(fitting[0] as ScriptedConversation)} to be opened once (say “again: true” to play it in several runs)`,
        `came a second run that opens with “${shorten(opening)}”`,
      );
    }
    if (!chosen.again) owners.set(chosen, run);
    return chosen;
  }

  function noneFor(role: string, opening: string): LeftScript {
    const known = conversations.filter((conversation) => conversation.role === role);
    if (known.length === 0) {
      const roles = [...new Set(conversations.map((conversation) => conversation.role))];
      return left(
        `expected one of the roles ${roles.join(', ') || '(none)'}`,
        `came the role “${role}” with “${shorten(opening)}”`,
      );
    }
    const ways = known.map((c) =>
      c.step === undefined ? c.about : `${c.about} + Step: ${c.step}`,
    );
    return left(
      `expected for the role ${role} a first user message with one of: ${[...new Set(ways)].join(' | ')}`,
      `came “${shorten(opening)}”`,
    );
  }

  return {
    add(script) {
      conversations.push(...script.conversations);
    },
    play(request) {
      const conversation = choose(request);
      if ('kind' in conversation) return conversation;
      const index = turnOf(request);
      const name = nameOf(conversation);
      const turn = conversation.turns[index];
      if (turn === undefined) {
        return left(
          `expected ${name} to end after ${conversation.turns.length} turns`,
          `came a request for turn ${index + 1}`,
        );
      }
      const unmet = unmetOf(conversation.turns[index - 1], request);
      if (unmet !== undefined) {
        return left(
          `expected the tool results after turn ${index} of ${name} to contain “${unmet.expected}”`,
          `came “${shorten(unmet.came)}”`,
        );
      }
      const offered = request.tools.map((tool) => tool.name);
      const missing = turn.calls.find((call) => offeredAs(call.tool, offered) === undefined);
      if (missing !== undefined) {
        return left(
          `expected the tool ${missing.tool} to be offered for turn ${index + 1} of ${name}`,
          `came the tools ${offered.join(', ') || '(none)'}`,
        );
      }
      const calls = turn.calls.map((call) => ({
        ...call,
        tool: offeredAs(call.tool, offered) ?? call.tool,
      }));
      return { kind: 'played', conversation, turn: { ...turn, calls }, index };
    },
  };
}

/** Agent programs name the tools of an MCP server after the server. */
function offeredAs(tool: string, offered: readonly string[]): string | undefined {
  return offered.find((name) => name === tool || /^mcp__\w+?__(.+)$/.exec(name)?.[1] === tool);
}

function unmetOf(before: ScriptedTurn | undefined, request: MessagesRequest) {
  if (before === undefined) return undefined;
  const came = toolResultsOf(request.messages.findLast((message) => message.role === 'user'));
  const expected = before.expect.find((text) => !came.includes(text));
  return expected === undefined ? undefined : { expected, came };
}

function fits(conversation: ScriptedConversation, role: string, opening: string): boolean {
  return (
    conversation.role === role &&
    stands(conversation.about, opening) &&
    (conversation.step === undefined || stands(`Step: ${conversation.step}`, opening))
  );
}

/** Whether a text stands in another and does not go on there as a longer word: `SHOP-4` does not stand in `SHOP-42`. */
function stands(text: string, inside: string): boolean {
  for (let at = inside.indexOf(text); at >= 0; at = inside.indexOf(text, at + 1)) {
    const goesOn = /\w$/.test(text) && /^\w/.test(inside.slice(at + text.length));
    if (!goesOn) return true;
  }
  return false;
}

function weight(conversation: ScriptedConversation): number {
  return conversation.about.length + (conversation.step?.length ?? 0);
}

function nameOf(conversation: ScriptedConversation): string {
  const step = conversation.step === undefined ? '' : `, step ${conversation.step}`;
  return `the conversation of the ${conversation.role} about “${conversation.about}”${step}`;
}

function firstLineOf(request: MessagesRequest): string {
  const system = typeof request.system === 'string' ? request.system : (request.system ?? [])[0];
  const text = typeof system === 'string' ? system : String(system?.text ?? '');
  return text.trimStart().split('\n', 1)[0] ?? '';
}

function left(expected: string, came: string): LeftScript {
  return { kind: 'left', message: `The conversation left the script: ${expected}; ${came}.` };
}

/** The end is kept too: that is where a test's output says what went wrong. */
function shorten(text: string): string {
  if (text.length <= SHOWN) return text;
  const half = SHOWN / 2;
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}
