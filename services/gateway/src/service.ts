import { defineService } from '@patchwright/chassis';
import {
  ApprovalGiven,
  ApprovalVoided,
  CiReported,
  ForeignPushRecorded,
  InquiryAsked,
  PlanApproved,
  PlanRejected,
  PriorityChanged,
  QuestionAnswered,
  RevisionRequested,
  TaskCancelled,
  TaskPaused,
  TaskRequested,
  TaskResumed,
  TaskRetried,
  TicketEdited,
  TriggerJoined,
  WorkRedriven,
} from '@patchwright/events';
import { autoApproval } from './auto-approval.ts';
import type { Config } from './config.ts';
import { metricsText } from './http/metrics.ts';
import { serveHttp } from './http/serve-http.ts';
import { ingest } from './ingest.ts';
import { replayIngest } from './replay-ingest.ts';
import { slackSocket } from './slack-socket.ts';

/** Outside words become commands and facts; people see, approve and steer. */
export const gateway = defineService({
  name: 'gateway',
  promise: 'Outside words become commands and facts; people see, approve and steer.',
  works: [],
  emits: [
    TaskRequested,
    TriggerJoined,
    TicketEdited,
    ApprovalGiven,
    PlanApproved,
    PlanRejected,
    QuestionAnswered,
    RevisionRequested,
    ApprovalVoided,
    TaskCancelled,
    TaskPaused,
    TaskResumed,
    TaskRetried,
    PriorityChanged,
    WorkRedriven,
    CiReported,
    ForeignPushRecorded,
    InquiryAsked,
  ],
  ports: (_config: Config) => ({}),
  doors: [serveHttp],
  metrics: metricsText,
  loops: [ingest, slackSocket, autoApproval],
  replay: replayIngest,
});
