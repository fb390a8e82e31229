import {
  AmendmentRequested,
  ApprovalVoided,
  BaselineRecorded,
  ChangesPushed,
  CommitRecorded,
  type DraftOf,
  ExecutionCompleted,
  ExecutionStarted,
  ForeignPushRecorded,
  StepCompleted,
  StepFailed,
  TaskFailed,
  TestNotReproduced,
  TestProvedGreen,
  TestProvedRed,
  VerificationPassed,
} from '@patchwright/events';

/** The facts that the executor may state. */
export const executorFacts = [
  ExecutionStarted,
  BaselineRecorded,
  TestProvedRed,
  TestNotReproduced,
  TestProvedGreen,
  StepCompleted,
  StepFailed,
  CommitRecorded,
  VerificationPassed,
  ChangesPushed,
  ForeignPushRecorded,
  ApprovalVoided,
  AmendmentRequested,
  ExecutionCompleted,
  TaskFailed,
] as const;

/** A fact that the executor may state, as it states it. */
export type ExecutorDraft = DraftOf<(typeof executorFacts)[number]>;
