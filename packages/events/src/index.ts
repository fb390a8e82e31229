export {
  type Approvable,
  allowedPathsOf,
  amendedTerms,
  approvalDigest,
  BEFORE_TERMS,
  isAllowedPath,
  termsOf,
  VoidCause,
} from './approval.ts';
export {
  AmendmentRequested,
  ApprovalExpired,
  ApprovalGiven,
  ApprovalReminded,
  ApprovalVoided,
  PlanApproved,
  PlanProposed,
  PlanRejected,
  RevisionRequested,
} from './approval-events.ts';
export { ApprovalTerms } from './approval-terms.ts';
export { canonicalJson, digestOf, sha256 } from './canonical.ts';
export {
  type Catalogue,
  catalogue,
  catalogueOf,
  definitionOf,
  isInquiryEvent,
  isIssueEvent,
  isMonitorEvent,
  isTaskEvent,
} from './catalogue.ts';
export {
  type ChainFault,
  type ChainLink,
  chainFault,
  chainHash,
  emptyHead,
  genesisHash,
  type Head,
  headOf,
} from './chain.ts';
export { decode, type EncodedEvent, encode, type IncomingEvent } from './codec.ts';
export {
  type AggregateKind,
  type AggregateRef,
  type Draft,
  type DraftOf,
  defineEvent,
  type EventDefinition,
  type EventOf,
  type MeshEvent,
  type StoredEvent,
} from './event.ts';
export { MalformedEvent, UnknownEvent } from './faults.ts';
export { decodeHeader, encodeHeader } from './header-text.ts';
export {
  deriveId,
  inquiryIdFor,
  issueIdFor,
  newId,
  partIdFor,
  type TaskOrigin,
  taskIdFor,
} from './identifiers.ts';
export {
  AnswerTo,
  InquiryAnswered,
  InquiryAsked,
  type InquiryDraft,
  type InquiryEvent,
  InquiryFailed,
  inquiryEvents,
} from './inquiry-events.ts';
export {
  ErrorObserved,
  type IssueDraft,
  type IssueEvent,
  issueEvents,
  TicketFiled,
} from './issue-events.ts';
export { createMask, MARK, type Mask, mask, maskDeep } from './mask.ts';
export {
  type MonitorDraft,
  type MonitorEvent,
  MonitorTicked,
  monitorEvents,
} from './monitor-events.ts';
export { orderFault, PlanPart } from './part.ts';
export {
  PartCompleted,
  PartMerged,
  PartProposed,
  PartRecalled,
  PartReleased,
  PartStarted,
} from './part-events.ts';
export {
  Discovery,
  FileRole,
  Plan,
  PlanStep,
  planFault,
  RankedFile,
  RiskLevel,
  StepType,
} from './plan.ts';
export {
  QuestionAnswered,
  QuestionAsked,
  QuestionExpired,
  QuestionReminded,
} from './question-events.ts';
export { type SealContext, type Sealed, seal } from './seal.ts';
export {
  aggregateFilter,
  deadLetterSubject,
  eventSubject,
  inboxGuard,
  inboxSubject,
  journalFilter,
  journalSubject,
  type Lane,
  lanes,
  streams,
  timerSubjects,
  token,
  type WorkKind,
  workKinds,
  workSubject,
} from './subjects.ts';
export {
  BaselineRecorded,
  ChangesPushed,
  CiFailed,
  CiFixPushed,
  CiPassed,
  CiReported,
  CommitRecorded,
  DiscoveryCompleted,
  DiscoveryStarted,
  ExecutionCompleted,
  ExecutionStarted,
  ForeignPushRecorded,
  PlanningStarted,
  PriorityChanged,
  PullRequestMerged,
  PullRequestReadied,
  RunFinished,
  StepCompleted,
  StepFailed,
  TaskCancelled,
  TaskCompleted,
  type TaskDraft,
  TaskEscalated,
  type TaskEvent,
  type TaskEventType,
  TaskFailed,
  TaskPaused,
  TaskRequested,
  TaskResumed,
  TaskRetried,
  TestNotReproduced,
  TestProvedGreen,
  TestProvedRed,
  TicketEdited,
  TicketEnriched,
  TriggerJoined,
  taskEvents,
  VerificationPassed,
  WorkParked,
  WorkRedriven,
} from './task-events.ts';
export {
  BlobRef,
  CheckFailure,
  Evidence,
  ExecutionResult,
  Priority,
  PullRequestRef,
  SentryRef,
  TestCounts,
  TicketRef,
  Usage,
} from './vocabulary.ts';
