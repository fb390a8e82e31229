import { catalogue } from '@patchwright/events';
import { type Status, statuses } from '@patchwright/task';
import { InvalidArgumentError } from 'commander';
import { duration } from './show/when.ts';

/** A task's identifier as it was typed. Throws InvalidArgumentError. */
export function taskId(text: string): string {
  const id = text.trim().toLowerCase();
  if (/^[a-z0-9_-]{1,64}$/.test(id)) return id;
  throw new InvalidArgumentError('It has a-z, 0-9, "_" and "-" only, as `patchwright list` shows.');
}

/** A status, with hyphens or underscores. Throws InvalidArgumentError. */
export function status(text: string): Status {
  const wanted = text.trim().toLowerCase().replaceAll('-', '_');
  const found = statuses.find((one) => one === wanted);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There are: ${statuses.join(', ')}.`);
}

/** One more type of event in a list. Throws InvalidArgumentError. */
export function eventType(text: string, before: readonly string[] = []): readonly string[] {
  const types = Object.values(catalogue).map(({ type }) => type);
  const wanted = text.trim().toLowerCase().replaceAll('-', '_');
  if (types.includes(wanted)) return [...before, wanted];
  throw new InvalidArgumentError(`There are: ${types.join(', ')}.`);
}

/** A whole number from 1 on. Throws InvalidArgumentError. */
export function count(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('It is a whole number from 1 on.');
}

/** Milliseconds. Throws InvalidArgumentError. */
export function span(text: string): number {
  const ms = duration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('It is a time such as 90s, 30m or 2h.');
}

/** A repository's name. Throws InvalidArgumentError. */
export function repository(text: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return text;
  throw new InvalidArgumentError('It has the form owner/name.');
}
