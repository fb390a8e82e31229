/** Finds nats-server, or fetches it once, so that no test has to wait for that. */
import { findNatsServer, NatsServerMissing } from '@patchwright/local/nats';

try {
  const found = await findNatsServer({ onProgress: (message) => console.log(message) });
  console.log(`nats-server ${found.version} from ${found.how}`);
} catch (error) {
  if (!(error instanceof NatsServerMissing)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
