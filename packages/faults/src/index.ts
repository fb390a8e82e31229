export type { Fault } from './fault.ts';
export { isFault, messageOf, NeedsHuman, Retryable, Terminal } from './fault.ts';
export type { CallContext, Intent, Port, PortDefinition, Read, Write } from './port.ts';
export { definePort } from './port.ts';
