import { readFileSync } from 'node:fs';
import { type Policy, PolicyShape } from '@patchwright/task';
import { parseFile } from './parse-file.ts';

/** Reads a policy in YAML or JSON. Throws an Error that names the file, the line and the field. */
export function readPolicy(path: string): Policy {
  return parsePolicy(path, readFileSync(path, 'utf8'));
}

/** The policy that a text states. Throws an Error that names `file`, the line and the field. */
export function parsePolicy(file: string, text: string): Policy {
  return parseFile(PolicyShape, 'the policy', file, text);
}
