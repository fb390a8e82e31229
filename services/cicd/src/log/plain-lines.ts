import { stripVTControlCharacters } from 'node:util';

/** The lines of a job's log as a person saw them: without times, colours, links and overwritten progress. */
export function plainLines(log: string): readonly string[] {
  return log
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').replace(TIME, ''))
    .map((line) => stripVTControlCharacters(line.slice(line.lastIndexOf('\r') + 1)));
}

const TIME = /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z(?: |$)/;
