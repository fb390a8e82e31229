export { InquiryAnswer, NewInquiry } from './inquiries.ts';
export {
  Diff,
  EventAnswer,
  EventPage,
  EventQuery,
  LogCall,
  Logs,
  RunLog,
} from './log.ts';
export {
  AllRedriven,
  Approvals,
  Dropped,
  Letter,
  Letters,
  Metrics,
  PolicyAnswer,
  Queues,
  Redriven,
  WhoAmI,
  Woken,
} from './mesh.ts';
export { DryRun, Ordered, type OrderWord, orders } from './orders.ts';
export { Problem } from './problem.ts';
export { byMove, isWanted, taskLine } from './task-line.ts';
export { NewTask, Started, TaskLine, TaskList, TaskPage, TaskQuery } from './tasks.ts';
