import { bridge } from './bridge.ts';

// `node main.ts SOCKET FILE ARGS…`, inside a sandbox.
bridge(process.argv.slice(2), process.env, (code) => process.exit(code));
