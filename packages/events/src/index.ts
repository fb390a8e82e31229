export * from './event.ts';
export * from './issue-events.ts';
export * from './plan.ts';
export * from './subjects.ts';
export * from './task-events.ts';
