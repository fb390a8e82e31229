import type { Manifest } from './manifest.ts';

/** Reads a `go.mod`: its module's path, and the paths of those that it requires. */
export function goModule(text: string): Manifest {
  const lines = text.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  const provides: string[] = [];
  const needs: string[] = [];
  let isRequired = false;
  for (const line of lines) {
    const [word = '', second = ''] = line.split(/\s+/);
    if (word === 'module') provides.push(unquoted(second));
    else if (word === 'require' && second === '(') isRequired = true;
    else if (word === 'require') needs.push(unquoted(second));
    else if (word === ')') isRequired = false;
    else if (isRequired && word !== '') needs.push(unquoted(word));
  }
  return { kind: 'go', provides, needs };
}

function unquoted(word: string): string {
  return word.replace(/^["`]|["`]$/g, '');
}
