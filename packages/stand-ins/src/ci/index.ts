export type { CiCommand, CiCondition, CiJob, CiStep, CiTrigger, CiWorkflow } from './plan.ts';
export { workflowsFromCommands } from './plan.ts';
export { createWorkQueue, type WorkQueue } from './queue.ts';
export {
  type CiConclusion,
  type JobPlace,
  type JobResult,
  runJob,
  type StepResult,
} from './run-job.ts';
export { workflowFromFile } from './workflow-file.ts';
