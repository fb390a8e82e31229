import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AgentCard, parseAgent } from './agent-card.ts';

/** Where the agents that come with Patchwright lie. */
export const OWN_AGENTS: string = fileURLToPath(new URL('../../../../agents/', import.meta.url));

/** Every agent of a folder, by name. Throws an Error that names each file that cannot be read, or the folder when it is not there. */
export function readAgentFolder(folder: string, isOurs = false): readonly AgentCard[] {
  if (!existsSync(folder)) throw new Error(`there is no folder of agents ${folder}`);
  const faults: string[] = [];
  const agents = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .flatMap((name) => {
      const file = join(folder, name);
      try {
        return [parseAgent(readFileSync(file, 'utf8'), file, isOurs)];
      } catch (thrown) {
        faults.push((thrown as Error).message);
        return [];
      }
    });
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return agents;
}

/**
 * The agents of an installation: those in the folder that `PATCHWRIGHT_AGENTS_FOLDER` names, which replace ours of the same name, and
 * ours. One of ours is woken by events only when `PATCHWRIGHT_AGENTS_AWAKE` names it (or says `all`); questions reach all of them.
 */
export function readAgentSettings(
  environment: Readonly<Record<string, string | undefined>>,
): readonly AgentCard[] {
  const folder = environment.PATCHWRIGHT_AGENTS_FOLDER;
  const awake = (environment.PATCHWRIGHT_AGENTS_AWAKE ?? '').split(/[\s,]+/).filter(Boolean);
  const theirs = folder ? readAgentFolder(folder) : [];
  const ours = readAgentFolder(OWN_AGENTS, true)
    .filter(({ name }) => !theirs.some((other) => other.name === name))
    .map((card) =>
      awake.includes(card.name) || awake.includes('all') ? card : { ...card, on: [] },
    );
  const unknown = awake.find(
    (name) => name !== 'all' && ![...theirs, ...ours].some((card) => card.name === name),
  );
  if (unknown !== undefined) {
    throw new Error(`PATCHWRIGHT_AGENTS_AWAKE names "${unknown}", and there is no such agent`);
  }
  return [...theirs, ...ours].sort((one, other) => (one.name < other.name ? -1 : 1));
}
