import type { Environment } from '@patchwright/outside';
import type { Finding } from '../doctor/finding.ts';
import type { Answers } from './answers.ts';
import type { Settings } from './env-file.ts';

/** What the command line of every `connect` can say. */
export interface ConnectOptions {
  readonly file: string;
  readonly publicUrl?: string;
  readonly fromStdin?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What a system is connected by. */
export interface Connected {
  /** What is written into the file; secrets among it. */
  readonly settings: Settings;
  readonly findings: readonly Finding[];
  /** What is left to do by hand, in sentences. */
  readonly byHand: readonly string[];
  /** The secrets are shown only once, so they are kept whatever was found. */
  readonly mustKeep?: boolean;
}

/** What a connection is made from. */
export interface Ground {
  readonly answers: Answers;
  /** What is there already: the environment, and over it the file. */
  readonly there: Environment;
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined;
}

/** The settings that have a value. */
export function settingsOf(values: Readonly<Record<string, string | undefined>>): Settings {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Where webhooks go, for people to type it elsewhere. */
export function doorOf(publicUrl: string | undefined, path: string): string {
  return `${publicUrl ?? 'https://<the gateway’s public address>'}${path}`;
}
