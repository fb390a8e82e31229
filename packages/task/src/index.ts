export * from './call.ts';
export * from './command.ts';
export * from './task.ts';
