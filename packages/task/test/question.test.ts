import { describe, expect, test } from 'vitest';
import { callsFor, decide, defaultDeadlines, explanation, retryTarget } from '../src/index.ts';
import {
  facts,
  history,
  ines,
  outcome,
  standing,
  standingAfter,
  viewer,
  written,
} from './story.ts';

const waiting = standing('awaiting_answer');
const answering = { kind: 'revise', feedback: 'In yen.' } as const;

describe('a task that asks back', () => {
  test('waits for a person, half the time until a reminder and the whole until its end', () => {
    const event = written([
      ...history('task_requested', 'discovery_started'),
      facts.question_asked,
    ]);
    const calls = callsFor(event.at(-1) as never, waiting, defaultDeadlines);
    expect(calls).toEqual([
      { kind: 'work', work: 'notify', lane: 'p2' },
      { kind: 'timer', name: 'answer_reminder', afterMs: defaultDeadlines.approvalMs / 2 },
      { kind: 'timer', name: 'answer_expiry', afterMs: defaultDeadlines.approvalMs },
    ]);
  });

  test('says what it asked, and what helps', () => {
    const told = explanation(waiting, []);
    expect(told.because).toContain('It asked: In which currency?');
    expect(told.waitsFor?.what).toBe('an answer to its question');
    expect(told.next).toEqual(['revise', 'cancel']);
  });

  test('is reminded of once', () => {
    const reminded = standingAfter('awaiting_answer', facts.question_reminded);
    const fire = { kind: 'fire', timer: 'answer_reminder', version: reminded.version } as const;
    expect(outcome(decide(fire, reminded))).toBe('nothing_to_do');
  });

  test('that nobody answers ends, and is looked for anew by a retry', () => {
    const expired = standingAfter('awaiting_answer', facts.question_expired);
    expect(expired).toMatchObject({
      status: 'expired',
      reason: 'nobody answered the question in time',
    });
    expect(retryTarget(expired)).toBe('requested');
  });
});

describe('an answer', () => {
  test('of whoever asked for the task needs no role', () => {
    const asker = { ...ines, roles: [] };
    expect(outcome(decide({ ...answering, person: asker }, waiting))).toBe('question_answered');
  });

  test('of somebody else needs the role of an operator', () => {
    expect(outcome(decide({ ...answering, person: viewer }, waiting))).toBe('not_allowed');
  });

  test('that says nothing is none', () => {
    const empty = { ...answering, person: ines, feedback: ' ' };
    expect(outcome(decide(empty, waiting))).toBe('nothing_to_do');
  });

  test('is kept with its question, and the search begins anew', () => {
    const task = standingAfter('awaiting_answer', facts.question_answered);
    expect(task.status).toBe('requested');
    expect(task.question).toBeUndefined();
    expect(task.answers).toMatchObject([{ question: 'In which currency?', text: 'In yen.' }]);
  });
});
