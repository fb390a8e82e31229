import type { IssueEvent, MonitorEvent, TaskEvent, TestCounts } from '@patchwright/events';

/** One sentence for people about an event. The same event always reads the same, wherever and whenever it is read. */
export function summarise(event: TaskEvent | IssueEvent | MonitorEvent): string {
  switch (event.type) {
    case 'task_requested':
      return `${event.data.requester} asked for "${event.data.title}" by ${event.data.trigger.kind} ${event.data.trigger.ref}`;
    case 'ticket_edited':
      return `${event.data.by} edited ${event.data.what} of the ticket`;
    case 'monitor_ticked': {
      const { lookedAt, overThreshold, created, skipped } = event.data;
      return `Looked at ${count(lookedAt, 'error')}: ${overThreshold} over the threshold, ${count(created, 'ticket')} made, ${skipped} skipped`;
    }
    case 'trigger_joined':
      return `${event.data.kind} ${event.data.ref} by ${event.data.by} joined this task`;
    case 'discovery_started':
      return 'Looking for the places in code';
    case 'ticket_enriched':
      return `The analysis was written into ${event.data.ticket}`;
    case 'discovery_completed': {
      const files = event.data.discovery.relevantRepos.flatMap((repo) => repo.files).length;
      return `Found ${count(files, 'place')} in ${event.data.repository}: ${event.data.discovery.rootCause}`;
    }
    case 'question_asked':
      return `Asked back, ${Math.round(event.data.confidence * 100)} % sure: ${event.data.question}`;
    case 'question_answered':
      return `${event.data.by} answered by ${event.data.via}: ${event.data.answer}`;
    case 'question_reminded':
      return 'People were reminded that the question waits for an answer';
    case 'question_expired':
      return 'Nobody answered the question in time';
    case 'planning_started':
      return `Writing version ${event.data.version} of the plan`;
    case 'plan_proposed': {
      const { version, plan, pullRequest } = event.data;
      return `Version ${version} of the plan waits for approval: ${count(plan.steps.length, 'step')}, ${plan.riskLevel} risk, pull request ${pullRequest.number}`;
    }
    case 'approval_given':
      return `${event.data.by} approved the plan by ${event.data.via}`;
    case 'plan_approved':
      return `The plan is approved by ${event.data.approvers.map((vote) => vote.by).join(' and ')}`;
    case 'plan_rejected':
      return `${event.data.by} rejected the plan by ${event.data.via}: ${event.data.reason}`;
    case 'revision_requested':
      return `${event.data.by} asked for changes by ${event.data.via}: ${event.data.feedback}`;
    case 'approval_voided':
      return `The approval is void: ${event.data.reason}`;
    case 'amendment_requested':
      return `Step ${event.data.step} takes ${event.data.paths.join(', ')}, which the plan does not name; it waits for approval: ${event.data.reason}`;
    case 'part_proposed':
      return `Proposed as a part of ${event.data.whole} in ${event.data.repository}: ${count(event.data.plan.steps.length, 'step')}, ${event.data.plan.riskLevel} risk, pull request ${event.data.pullRequest.number}`;
    case 'part_released':
      return `Released by the approval of ${event.data.whole} by ${event.data.approvers.map((vote) => vote.by).join(' and ')}`;
    case 'part_recalled':
      return `The release is void: ${event.data.reason}`;
    case 'part_started':
      return `The part ${event.data.part} is being executed`;
    case 'part_completed':
      return `The part ${event.data.part} is done: pull request ${event.data.pullRequest.number} of ${event.data.pullRequest.repository} is green`;
    case 'part_merged':
      return `The part ${event.data.part} is merged by ${event.data.sha.slice(0, 8)}`;
    case 'approval_reminded':
      return 'People were reminded that the plan waits for them';
    case 'approval_expired':
      return 'Nobody decided about the plan in time';
    case 'execution_started':
      return `Execution began on ${short(event.data.base)}`;
    case 'baseline_recorded':
      return `Before the change: ${counted(event.data.evidence)}`;
    case 'test_proved_red':
      return `RED: "${event.data.test}" fails as it should`;
    case 'test_not_reproduced':
      return `"${event.data.test}" does not fail as it should: ${event.data.reason}`;
    case 'test_proved_green':
      return `GREEN: "${event.data.test}" passes; the suite: ${counted(event.data.suite)}`;
    case 'step_completed':
      return `Step ${event.data.step} is done: ${event.data.summary}`;
    case 'step_failed':
      return `Step ${event.data.step} failed at try ${event.data.attempt}: ${event.data.reason}`;
    case 'commit_recorded':
      return `Commit ${short(event.data.sha)}: ${firstLine(event.data.message)}`;
    case 'verification_passed':
      return `Checked again in a fresh checkout of ${short(event.data.commit)}: ${counted(event.data.evidence)}`;
    case 'changes_pushed':
      return `Pushed ${short(event.data.sha)} to ${event.data.branch}`;
    case 'foreign_push_recorded':
      return `${event.data.by} pushed ${short(event.data.sha)} to ${event.data.branch}`;
    case 'execution_completed': {
      const { result } = event.data;
      return `Executed: ${count(result.testsWritten, 'test')} written, ${result.testsPassed} of ${result.testsTotal} pass, +${result.linesAdded} -${result.linesRemoved} in ${count(result.filesModified.length, 'file')}`;
    }
    case 'ci_reported':
      return `Check "${event.data.name}" of ${short(event.data.sha)}: ${event.data.conclusion}`;
    case 'ci_failed':
      return `Checks failed in round ${event.data.round}: ${event.data.failures.map((failure) => `${failure.name} (${failure.category})`).join(', ')}`;
    case 'ci_fix_pushed':
      return `Pushed a fix as ${short(event.data.sha)}: ${event.data.commands.join(', ') || count(event.data.files.length, 'file')}`;
    case 'ci_passed':
      return `All checks of ${short(event.data.sha)} are green`;
    case 'pull_request_readied':
      return `Pull request ${event.data.pullRequest.number} is ready for review`;
    case 'pull_request_merged':
      return `${event.data.by} merged the pull request by ${event.data.sha.slice(0, 8)}`;
    case 'task_completed':
      return `Completed: ${event.data.summary}`;
    case 'task_failed':
      return `Failed: ${event.data.reason}`;
    case 'task_escalated':
      return `A person is needed: ${event.data.reason}`;
    case 'task_cancelled':
      return `${event.data.by} cancelled the task by ${event.data.via}: ${event.data.reason}`;
    case 'task_paused':
      return `${event.data.by} paused the task by ${event.data.via}`;
    case 'task_resumed':
      return `${event.data.by} resumed the task by ${event.data.via}`;
    case 'task_retried':
      return `${event.data.by} retried the task by ${event.data.via}, from ${event.data.to.replaceAll('_', ' ')}`;
    case 'priority_changed':
      return `${event.data.by} made the priority ${event.data.priority}`;
    case 'work_parked':
      return `${event.data.work} was parked after ${count(event.data.attempts, 'try', 'tries')}: ${event.data.reason}`;
    case 'work_redriven':
      return `${event.data.by} sent ${event.data.work} again`;
    case 'run_finished':
      return `${event.data.service} finished with ${count(event.data.usage.modelCalls, 'model call')}`;
    case 'error_observed':
      return `${event.data.level} in ${event.data.project}, ${event.data.countLastDay} times in a day (threshold ${event.data.threshold}): ${event.data.title}`;
    case 'ticket_filed':
      return `Ticket ${event.data.ticket} was filed`;
  }
}

function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

function counted(evidence: {
  readonly exitCode: number;
  readonly counts?: TestCounts | undefined;
}): string {
  const { counts } = evidence;
  if (counts === undefined) return evidence.exitCode === 0 ? 'passed' : 'failed';
  return `${counts.passed} of ${counts.total} tests pass`;
}

function short(sha: string): string {
  return sha.slice(0, 8);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
