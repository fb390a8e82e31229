import type { Views } from '../bus.ts';
import type { Connection } from '../connection.ts';
import { followPointer, type PointerFollower } from './pointer.ts';
import { projectView } from './project.ts';
import { openReader } from './reader.ts';
import { rebuildView } from './rebuild.ts';

/** Views in NATS KV, each in the bucket that its pointer names. */
export function openViews(connection: Connection): Views {
  const followers = new Map<string, PointerFollower>();

  function follower(name: string): PointerFollower {
    const known = followers.get(name) ?? followPointer(connection, name);
    followers.set(name, known);
    return known;
  }

  return {
    open: (name) => openReader(connection, name, follower(name)),
    project: (definition, signal, onProgress) =>
      projectView(connection, follower(definition.name), definition, signal, onProgress),
    rebuild: (definition, onProgress) => rebuildView(connection, definition, onProgress),
  };
}
