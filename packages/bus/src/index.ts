export type * from './bus.ts';
export { connectBus } from './connect.ts';
export { Fenced } from './fenced.ts';
export { type ProvisionReport, provision, UnsafeBroker } from './provision.ts';
export { minimumServer } from './server-version.ts';
