/** A process of its own: the service that `BENCH_SERVICE` names, doing nothing but its part in the mesh. */
import { readServiceSettings, runService, type ServiceDefinition } from '@patchwright/chassis';
import { noOps } from './no-op-services.ts';

const name = process.env.BENCH_SERVICE ?? '';
const definition = Object.values(noOps).find((one) => one.name === name);
if (definition === undefined) throw new Error(`there is no service "${name}"`);
// The union of all of them is no definition that the compiler could check once more.
await runService(definition as unknown as ServiceDefinition, {
  config: {},
  settings: readServiceSettings(process.env),
});
