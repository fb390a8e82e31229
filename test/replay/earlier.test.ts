import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  approvalDigest,
  BEFORE_TERMS,
  chainFault,
  decode,
  encode,
  isTaskEvent,
  type MeshEvent,
} from '@patchwright/events';
import { fold } from '@patchwright/task';
import { describe, expect, test } from 'vitest';

const EARLIER = join(import.meta.dirname, 'earlier');

/** The facts of a history as they were written in their time, read by the language of today. */
function readEarlier(file: string) {
  const lines = readFileSync(join(EARLIER, file), 'utf8').trim().split('\n');
  const written = lines.map((line) => JSON.parse(line) as { seq: number; event: MeshEvent });
  const events = written.map(({ seq, event }) => decode({ ...encode(event), seq }));
  return { written: written.map(({ event }) => event), events };
}

// Their services decide otherwise today, so they are not executed again; but nobody may lose what once happened.
describe.each(readdirSync(EARLIER))('the earlier history %s', (file) => {
  const { written, events } = readEarlier(file);
  const facts = events.filter(isTaskEvent);
  const [first] = facts;
  const task = fold(first?.aggregate.tenant ?? '', first?.aggregate.id ?? '', facts);

  test('was written in versions that have successors since', () => {
    const old = written.filter(({ version }, at) => version < (events[at]?.version ?? 0));
    expect(old.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['plan_proposed', 'plan_approved']),
    );
  });

  test('is an unbroken chain', () => {
    expect(chainFault(events)).toBeUndefined();
  });

  test('comes to its end', () => {
    expect(facts).toHaveLength(written.length);
    expect(task).toMatchObject({ status: 'completed', version: written.length, ready: true });
  });

  test('keeps the digest that people approved, within terms that allow what was allowed then', () => {
    const { proposal, repository = '', base = { ref: '', sha: '' }, approval } = task;
    expect(proposal?.terms.policyVersion).toBe(BEFORE_TERMS);
    expect(approval?.digest).toBe(proposal?.digest);
    const { plan, branch, terms } = proposal as NonNullable<typeof proposal>;
    expect(approvalDigest({ repository, base, branch, plan, terms })).toBe(approval?.digest);
    expect(terms.allowedPaths).toEqual(
      expect.arrayContaining(plan.steps.flatMap(({ file: path }) => (path === '' ? [] : [path]))),
    );
  });
});
