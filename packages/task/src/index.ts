export { amendmentFault, isWithinPlan, openAmendment } from './amendment.ts';
export { branchHead } from './branch-head.ts';
export { type Amount, Budgets, defaultBudgets } from './budgets/budgets.ts';
export { type Cap, type Draws, drawsOf, taskCap } from './budgets/caps.ts';
export { type Call, type Deadlines, defaultDeadlines } from './call.ts';
export { callsFor, dueCalls, laneOf } from './calls-for.ts';
export {
  type Channel,
  type Command,
  type Decision,
  type Person,
  type RefusalCode,
  type Role,
  roles,
  type TimerName,
  timerNames,
} from './command.ts';
export { decide } from './decide.ts';
export { type Due, dueWork, workKindOf } from './due-work.ts';
export { evolve, fold } from './evolve.ts';
export { type ExecutionFault, executionFault, fixFault, type Observed } from './execution-gate.ts';
export { foreseen } from './foreseen.ts';
export { givingUp, isGivingUp } from './giving-up.ts';
export { isGuardedPath } from './guarded-paths.ts';
export { initialTask } from './initial-task.ts';
export {
  decideInquiry,
  foldInquiry,
  type Inquiry,
  type InquiryDecision,
  initialInquiry,
  inquiryAccount,
} from './inquiry.ts';
export {
  decideIssue,
  evolveIssue,
  foldIssue,
  type Issue,
  type IssueCommand,
  type IssueDecision,
  initialIssue,
  issueMemoryMs,
} from './issue.ts';
export { onTimer, type TimerMeaning } from './on-timer.ts';
export { originThread } from './origin-thread.ts';
export { isOwnBranch, OWN_BRANCHES } from './own-branch.ts';
export { type OverAll, overAll } from './parts/over-all.ts';
export {
  isDone,
  mergesAwaited,
  type PartChange,
  type PartRecord,
  partsInOrder,
  spansRepositories,
  waitsForParts,
} from './parts/parts-of.ts';
export { othersOfOwner } from './parts/same-owner.ts';
export { unfollowed } from './parts/unfollowed.ts';
export {
  type ApprovalPolicy,
  approvalPolicy,
  defaultPolicy,
  identityFields,
  type Policy,
  PolicyShape,
  policyVersion,
} from './policy/policy.ts';
export { autoApprovalFault, rulesFor, votesNeeded } from './policy/rules.ts';
export {
  commandOfProfile,
  profileFor,
  TestProfile,
} from './policy/test-profile.ts';
export { holds } from './refusal.ts';
export { COVER_TITLE, coverLines, withCover } from './reports/approval-cover.ts';
export { CiReport, ciReport } from './reports/ci-report.ts';
export {
  CostOverview,
  CostReport,
  costOverview,
  costReport,
} from './reports/cost-report.ts';
export { Explanation, explanation } from './reports/explanation.ts';
export { type PlanChange, planChanges, proposalChanges } from './reports/plan-changes.ts';
export { PlanReport, planReport } from './reports/plan-report.ts';
export {
  type RetryStep,
  type RetryTarget,
  retrySteps,
  retryTarget,
  retryTargets,
} from './retry-target.ts';
export { isEnded, isOpen, standingOf, statusWords } from './standing.ts';
export {
  type Amendment,
  type ExecutionResult,
  endStatuses,
  type Proposal,
  type Status,
  type StepRecord,
  statuses,
  type Task,
  type Vote,
} from './task.ts';
export { landing, type Place, type StatedBy, type Transition, transitions } from './transitions.ts';
export { durationBounds } from './views/durations.ts';
export { type LearnedRow, type Lesson, learnedKey } from './views/learned-rows.ts';
export {
  type ApprovalRow,
  type Duration,
  type IssueRow,
  type LinkRow,
  type MetricsRow,
  type MonitorRow,
  type TaskRow,
  type TimelineLine,
  type ViewRow,
  viewKeys,
} from './views/rows.ts';
export {
  monthOf,
  type SpendingOf,
  type SpendingRow,
  spendingKey,
  sumUsage,
} from './views/spending-rows.ts';
export { summarise } from './views/summarise.ts';
export { type RowChange, taskOf, viewRows, viewsVersion } from './views/view-rows.ts';
export { addressedTo, type Markup } from './words/addressed-to.ts';
export {
  type ArgumentName,
  type ArgumentPart,
  type CommandWord,
  commandWord,
  commandWords,
  type Surface,
  surfaces,
  type WordName,
  wordNames,
} from './words/command-words.ts';
export { helpText, missingText, unknownText, usageLine } from './words/help-text.ts';
export { codeValue, quotedValue, survivesMarkdown } from './words/plain-values.ts';
export {
  type Arguments,
  type ReadArguments,
  readArguments,
  type SpokenAt,
} from './words/read-arguments.ts';
export { readWords, type Said } from './words/read-words.ts';
export { isTaskName, readTaskName, type TaskName } from './words/task-name.ts';
