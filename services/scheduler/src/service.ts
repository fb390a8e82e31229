import { defineService } from '@patchwright/chassis';
import {
  ApprovalExpired,
  ApprovalReminded,
  ApprovalVoided,
  PartCompleted,
  PartMerged,
  PartProposed,
  PartRecalled,
  PartReleased,
  PartStarted,
  PriorityChanged,
  QuestionExpired,
  QuestionReminded,
  TaskCancelled,
  TaskEscalated,
  TaskPaused,
  TaskResumed,
  TaskRetried,
  WorkParked,
} from '@patchwright/events';
import type { Config } from './config.ts';
import { collectDeadLetters } from './dead-letters.ts';
import { onFired } from './fired.ts';
import { keepTick } from './keep-tick.ts';
import { replayRouting } from './replay-routing.ts';
import { route } from './route.ts';
import { sweep } from './sweep.ts';

/** What is worked on next: events call for work items and timers. */
export const scheduler = defineService({
  name: 'scheduler',
  promise: 'What is worked on next: events call for work items and timers.',
  works: [],
  emits: [
    ApprovalReminded,
    ApprovalExpired,
    TaskEscalated,
    WorkParked,
    PartProposed,
    PartReleased,
    PartRecalled,
    PartStarted,
    PartCompleted,
    PartMerged,
    ApprovalVoided,
    TaskCancelled,
    TaskPaused,
    TaskResumed,
    TaskRetried,
    PriorityChanged,
    QuestionReminded,
    QuestionExpired,
  ],
  ports: (_config: Config) => ({}),
  loops: [route, onFired, collectDeadLetters, sweep, keepTick],
  replay: replayRouting,
});
