import { readConfigOf } from './read-config-of.ts';

// Arguments: `name=path of its config.ts` of each service. Prints one line of JSON for each.
for (const argument of process.argv.slice(2)) {
  const at = argument.indexOf('=');
  const [service, path] = [argument.slice(0, at), argument.slice(at + 1)];
  const read = await readConfigOf(path, process.env);
  process.stdout.write(`${JSON.stringify({ service, ...read })}\n`);
}
// What was read may hold timers or connections of an SDK.
process.exit();
