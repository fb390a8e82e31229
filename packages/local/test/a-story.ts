import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A story that fits; tests replace lines of it. */
export const STORY = `name: small
title: A small story
repository:
  name: acme/tiny
  path: ./repo
  history:
    - { message: 'feat: one', author: Ann <ann@acme.example>, date: 2026-01-01T10:00:00Z, paths: [one.txt] }
    - { message: 'feat: all', author: Bob <bob@acme.example>, date: 2026-01-02 }
trigger:
  jira: { key: TINY-1, summary: It is small, reporter: ann }
people:
  ann: { jira: ann, role: operator }
  bob: { github: bob, role: approver }
approval: { via: github, by: bob }
model: ./model.yaml
`;

const MODEL = `conversations:
  - role: planner
    about: tiny-1
    turns: [{ text: nothing to do }]
`;

/** A folder with a story, gone when it is disposed. */
export interface StoryFolder extends AsyncDisposable {
  readonly path: string;
}

/** Writes a story of these files; the small one's where they are left out. */
export async function storyFolder(
  files: Readonly<Record<string, string>> = {},
): Promise<StoryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'patchwright-story-'));
  const all = {
    'scenario.yaml': STORY,
    'model.yaml': MODEL,
    'repo/one.txt': 'one\n',
    'repo/two.txt': 'two\n',
    'repo/node_modules/left/out.txt': 'out\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
