import { canonicalJson, type StoredEvent } from '@patchwright/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  callsFor,
  type Decision,
  defaultDeadlines,
  dueWork,
  evolve,
  fold,
  initialTask,
  isEnded,
  isOpen,
  standingOf,
  statuses,
  type Task,
  viewRows,
} from '../src/index.ts';
import { current, type Happening, happenings, type Log, play } from './happenings.ts';
import { facts, id, tenant, viewer, written } from './story.ts';

function holds(
  check: (before: Task, after: Log, decision: Decision) => void,
  end: (log: Log, all: readonly Happening[]) => void = () => undefined,
): void {
  fc.assert(
    fc.property(happenings, (all) => end(play(all, check), all)),
    { numRuns: 120 },
  );
}

test('a task is never executed without an approval of exactly its present plan', () => {
  holds((_before, log) => {
    const task = current(log);
    const { approval, proposal } = task;
    if (
      ['approved', 'executing', 'ci_monitoring', 'fixing_ci', 'completed'].includes(
        standingOf(task),
      )
    ) {
      expect(approval?.digest).toBe(proposal?.digest);
      expect(approval).toBeDefined();
    }
  });
});

test('an approval has as many different people behind it as the risk asks for, none of them below an approver', () => {
  holds((before, _log, decision) => {
    if (decision.kind !== 'accepted') return;
    for (const draft of decision.drafts) {
      if (draft.type !== 'plan_approved') continue;
      const voters = draft.data.approvers.map((vote) => vote.by);
      expect(new Set(voters).size).toBe(voters.length);
      expect(voters.length).toBeGreaterThanOrEqual(
        before.proposal?.plan.riskLevel === 'high' ? 2 : 1,
      );
      expect(voters).not.toContain(viewer.actor);
      expect(draft.data.digest).toBe(before.proposal?.digest);
    }
  });
});

test('votes are of different people', () => {
  holds((_before, log) => {
    const voters = current(log).votes.map((vote) => vote.by);
    expect(new Set(voters).size).toBe(voters.length);
  });
});

test('a digest is approved once, unless its approval was made void or the task began again in between', () => {
  holds(
    () => undefined,
    ({ events }) => {
      const approved = new Set<string>();
      for (const event of events) {
        if (event.type === 'plan_approved') {
          expect(approved).not.toContain(event.data.digest);
          approved.add(event.data.digest);
        }
        if (['approval_voided', 'revision_requested', 'task_retried'].includes(event.type))
          approved.clear();
      }
    },
  );
});

test('a task that has ended is left only by a retry or by sending parked work again', () => {
  holds((before, log) => {
    if (!isEnded(before.status) || current(log).status === before.status) return;
    // The wish for another plan comes after the retry that it rests on.
    expect(['task_retried', 'work_redriven']).toContain(log.events[before.version]?.type);
    expect(['failed', 'escalated', 'expired']).toContain(before.status);
  });
});

test('every fact that a decision accepts fits where it comes, so none is stated in vain', () => {
  holds((before, log, decision) => {
    if (decision.kind !== 'accepted') return;
    let task = before;
    for (const event of log.events.slice(-decision.drafts.length)) {
      const next = evolve(task, event);
      expect({ ...next, version: 0 }).not.toEqual({ ...task, version: 0 });
      task = next;
    }
  });
});

test('no open task is ever stuck: the work it waits for was called for, or a timer runs, or a person is asked', () => {
  holds(
    () => undefined,
    ({ events }) => {
      let task = initialTask(tenant, id);
      let called = new Set<string>();
      const timers = new Set<string>();
      for (const event of events) {
        const before = task;
        task = evolve(task, event);
        if (dueWork(before) !== dueWork(task)) called = new Set();
        for (const call of callsFor(event, task, defaultDeadlines)) {
          if (call.kind === 'work') called.add(call.work);
          if (call.kind === 'timer') timers.add(call.name);
          if (call.kind === 'cancel') timers.delete(call.name);
        }
        expectSetGoing(task, called, timers);
      }
    },
  );
});

function expectSetGoing(
  task: Task,
  called: ReadonlySet<string>,
  timers: ReadonlySet<string>,
): void {
  const due = dueWork(task);
  expect(due === 'nothing').toBe(!isOpen(task.status));
  if (due === 'nothing' || task.status === 'paused') {
    expect([...timers]).toEqual([]);
  } else if (due === 'person') {
    expect(timers).toContain(
      task.status === 'awaiting_answer' ? 'answer_expiry' : 'approval_expiry',
    );
  } else if (due === 'timer') {
    expect(timers).toContain('ci_poll');
    expect(timers).toContain('ci_deadline');
  } else {
    expect(called.has(due) || timers.size > 0, `${task.status} waits for ${due}`).toBe(true);
  }
}

test('folding the whole history gives what grew, whatever was delivered twice', () => {
  holds(
    () => undefined,
    (log, all) => {
      const twice = log.events.flatMap((event, index) =>
        all[index % all.length]?.twice ? [event, event] : [event],
      );
      expect(fold(tenant, id, twice)).toEqual(current(log));
      expect(current(log).version).toBe(log.events.length);
    },
  );
});

test('views that are built again are those that grew, to the byte', () => {
  holds(
    () => undefined,
    ({ events }) => {
      const grown = new Map<string, string>();
      const rebuilt = new Map<string, string>();
      for (const event of events) {
        project(event, grown);
        project(event, grown);
      }
      for (const event of events) project(event, rebuilt);
      expect([...rebuilt]).toEqual([...grown]);
      for (const [key, text] of rebuilt) expect(canonicalJson(JSON.parse(text)), key).toBe(text);
    },
  );
});

test('no history, however wrong, makes folding, calling or projecting fail', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.values(facts)), { maxLength: 40 }), (drafts) => {
      const rows = new Map<string, string>();
      let task = initialTask(tenant, id);
      for (const event of written(drafts)) {
        task = evolve(task, event);
        callsFor(event, task, defaultDeadlines);
        project(event, rows);
      }
      expect(task.version).toBe(drafts.length);
      expect(JSON.parse(rows.get(`task.${id}`) ?? '{"version":0}')).toMatchObject({
        version: drafts.length,
      });
    }),
    { numRuns: 200 },
  );
});

function project(event: StoredEvent, rows: Map<string, string>): void {
  const read = (key: string): unknown => {
    const text = rows.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  };
  for (const { key, row } of viewRows(event, read)) {
    if (row === null) rows.delete(key);
    else rows.set(key, canonicalJson(row));
  }
}

test('these histories reach every status and most facts, so the properties above say something', () => {
  const reached = new Set<string>();
  const stated = new Set<string>();
  fc.assert(
    fc.property(happenings, (all) => {
      const log = play(all, (_before, after) => reached.add(current(after).status));
      for (const event of log.events) stated.add(event.type);
    }),
    { numRuns: 150, seed: 1 },
  );
  expect([...reached].sort()).toEqual([...statuses].sort());
  expect(stated.size).toBeGreaterThan(30);
});
