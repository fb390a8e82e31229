/** An MCP server of notes and of a repository's history, both written by strangers. Started with the folder in which the notes lie. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStdio, toolServer } from '@patchwright/mcp-servers';
import { z } from 'zod';

const [folder = ''] = process.argv.slice(2);
const noted: string[] = [];

function history(): string {
  const gitDir = readFileSync(join(folder, 'git-dir'), 'utf8').trim();
  return execFileSync('git', ['--git-dir', gitDir, 'log', '--format=%B'], { encoding: 'utf8' });
}

serveStdio(
  toolServer<undefined>({
    name: 'notes',
    title: 'Notes',
    instructions: '',
    openWorld: false,
    world: () => undefined,
    tools: [
      {
        name: 'read_note',
        title: 'Read a note',
        description: 'Reads the note of a number.',
        input: z.object({ number: z.number().int() }),
        effect: 'reads',
        run: async (_world: undefined, { number }: { readonly number: number }) =>
          readFileSync(join(folder, `note-${number}.txt`), 'utf8'),
      },
      {
        name: 'read_commits',
        title: 'Read commits',
        description: 'Reads the messages of all commits.',
        input: z.object({}),
        effect: 'reads',
        run: async () => history(),
      },
      {
        name: 'post_note',
        title: 'Post a note',
        description: 'Posts a note.',
        input: z.object({ text: z.string() }),
        effect: 'adds',
        run: async (_world: undefined, { text }: { readonly text: string }) => {
          noted.push(text);
          return 'posted';
        },
      },
      {
        name: 'approve_plan',
        title: 'Approve a plan',
        description: 'Approves the plan of a task.',
        input: z.object({ task: z.string() }),
        effect: 'adds',
        run: async () => 'approved',
      },
    ],
  }),
  { version: '1.0.0', redact: (text) => text, onBug() {} },
);
