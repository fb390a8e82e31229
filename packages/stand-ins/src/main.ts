import { readFile } from 'node:fs/promises';
import { messageOf } from '@patchwright/faults';
import { z } from 'zod';
import { ScriptFault } from './model/index.ts';
import { startOutsideWorld } from './outside-world.ts';
import { OutsideWorldOptions } from './outside-world-options.ts';

const WATCH_PARENT_MS = 1000;

/**
 * The outside world as one process: reads a JSON file of OutsideWorldOptions, prints one line of JSON
 * (`{"ready":true,"urls":{…}}`) once everything listens, and ends on SIGTERM, SIGINT, or when its parent is gone.
 * Exit code 2 for options or scripts that are wrong, 1 for anything else that stops it.
 */
async function main(file: string | undefined): Promise<number> {
  if (file === undefined) return refuse('usage: main.ts <options.json>');
  const options = await readOptions(file);
  if (typeof options === 'string') return refuse(options);
  try {
    await using world = await startOutsideWorld(options);
    process.stdout.write(`${JSON.stringify({ ready: true, urls: world.urls })}\n`);
    await asked();
    return 0;
  } catch (error) {
    return refuse(messageOf(error), error instanceof ScriptFault ? 2 : 1);
  }
}

async function readOptions(file: string): Promise<OutsideWorldOptions | string> {
  try {
    const parsed = OutsideWorldOptions.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.data : `${file}:\n${z.prettifyError(parsed.error)}`;
  } catch (error) {
    return `${file}: ${messageOf(error)}`;
  }
}

/** Resolves when the process is to end. */
async function asked(): Promise<void> {
  const parent = process.ppid;
  await new Promise<void>((resolve) => {
    const watch = setInterval(() => {
      if (process.ppid !== parent) end();
    }, WATCH_PARENT_MS);
    const end = () => {
      clearInterval(watch);
      resolve();
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  });
}

function refuse(message: string, code = 2): number {
  process.stderr.write(`${message}\n`);
  return code;
}

process.exitCode = await main(process.argv[2]);
