import { messageOf } from '@patchwright/faults';
import type { Settings } from './config.ts';
import type { Presentation } from './mcp-server.ts';
import { serveHttp } from './serve-http.ts';
import { serveStdio } from './serve-stdio.ts';

/** Where what people should know is written, one line each; never the output, which belongs to the protocol. */
export interface Notes {
  write(text: string): unknown;
}

/** Serves until the answered function is called, or until the one client of stdio hangs up. */
export async function serve(
  settings: Settings,
  version: string,
  notes: Notes,
): Promise<() => Promise<void>> {
  const { tools, http, redact } = settings;
  const presentation: Presentation = {
    version,
    redact,
    onBug: (tool, thrown) => notes.write(`${tool} failed: ${messageOf(thrown)}\n`),
  };
  if (http === undefined) {
    const server = serveStdio(tools, presentation);
    return async () => server[Symbol.asyncDispose]();
  }
  const server = await serveHttp(tools, { ...http, ...presentation });
  notes.write(`${tools.title}: ${tools.tools.length} tools at ${server.url}\n`);
  return async () => server[Symbol.asyncDispose]();
}
