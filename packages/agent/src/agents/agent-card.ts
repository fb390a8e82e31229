import { z } from 'zod';
import type { Budget } from '../agent.ts';
import { MarkdownName, readFronted, Words } from '../front-matter.ts';

/** What an agent hands in: an answer, findings about changes, files that are proposed, or which other agent is to answer. */
export const resultKinds = ['answer', 'review', 'files', 'route'] as const;
/** One of them. */
export type ResultKind = (typeof resultKinds)[number];

/** Where what an agent says goes when an event woke it, and nobody asked. */
export const answerPlaces = ['pull-request', 'ticket', 'nobody'] as const;
/** One of them. */
export type AnswerPlace = (typeof answerPlaces)[number];

/** An agent as its Markdown file describes it. */
export interface AgentCard {
  readonly name: string;
  /** What it is for: by this the router chooses. */
  readonly description: string;
  /** The facts about tasks that wake it, besides questions that are put to it. */
  readonly on: readonly string[];
  /** Only facts whose data hold these values wake it, by the path within the data. */
  readonly when: Readonly<Record<string, string>>;
  /** Tools of the house by name, tools of MCP servers as `server/tool`, or `server/*` for all that only read. */
  readonly tools: readonly string[];
  readonly skills: readonly string[];
  /** The role whose model it thinks with; its own name without it. */
  readonly model: string;
  /** Never more than what the installation allows. */
  readonly budget: Partial<Budget>;
  readonly result: ResultKind;
  readonly answers: AnswerPlace;
  readonly instructions: string;
  /** Whether it comes with Patchwright. */
  readonly isOurs: boolean;
}

const Front = z.strictObject({
  name: MarkdownName,
  description: z.string().min(20, 'says what it is for and when to ask it').max(1024),
  on: Words.default([]),
  when: z.record(z.string(), z.coerce.string()).default({}),
  tools: Words.default([]),
  skills: Words.default([]),
  model: z.string().min(1).exactOptional(),
  budget: z
    .strictObject({
      turns: z.number().int().positive().exactOptional(),
      tokens: z.number().int().positive().exactOptional(),
      costUsd: z.number().positive().exactOptional(),
    })
    .default({}),
  result: z.enum(resultKinds).default('answer'),
  answers: z.enum(answerPlaces).default('nobody'),
});

/** What no agent is ever given, whatever its file says: to decide for people, to change the rules, to see secrets. */
const NEVER = /approv|reject|polic|permission|secret|credential|token|password|role\b/i;

/** Reads an agent's file; `file` names it in faults, and its last part must be the agent's name. Throws an Error that says what is wrong. */
export function parseAgent(text: string, file: string, isOurs = false): AgentCard {
  const { front, body } = readFronted(file, text, Front);
  const own = /([^/\\]+)\.md$/.exec(file)?.[1];
  if (own !== front.name) {
    throw new Error(`${file}: name: is "${front.name}", but its file is "${own}.md"`);
  }
  const forbidden = front.tools.find((tool) => NEVER.test(tool));
  if (forbidden !== undefined) {
    throw new Error(`${file}: tools: "${forbidden}" is for people only, and for no agent`);
  }
  const { model = front.name, ...rest } = front;
  return {
    ...rest,
    description: front.description.replace(/\s+/g, ' ').trim(),
    model,
    instructions: body,
    isOurs,
  };
}

/** Whether a tool of this name is kept from every agent. */
export function isForPeopleOnly(tool: string): boolean {
  return NEVER.test(tool);
}
