import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseStories, meshPaths, PROJECT, playScenario, startMesh } from '@patchwright/local';
import { exportHistory } from './history.ts';

// Plays the shipped stories, or those in the folders named, and keeps what was recorded of each for ever.
const named = process.argv.slice(2);
const shipped = ['a-ticket', 'an-error-at-night'].map((name) =>
  join(PROJECT, 'packages/local/scenarios', name),
);
const stories = await chooseStories(named.length > 0 ? named : shipped);
const stateDir = await mkdtemp(join(tmpdir(), 'record-'));

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  await using mesh = await startMesh({ stateDir, stories, onNotice: say });
  const played = await Promise.all(
    stories.map((story) =>
      playScenario(mesh, story, {
        onHappening: (happening) =>
          say(happening.kind === 'act' ? happening.text : `${story.name}: ${happening.event.type}`),
      }),
    ),
  );
  const paths = meshPaths(stateDir);
  const { owners, sentryProjects } = mesh.circumstances.needs;
  for (const { scenario, task, problems } of played) {
    if (task === undefined || problems.length > 0) {
      throw new Error(`${scenario.name} did not end as it should: ${problems.join('; ')}`);
    }
    const about = {
      tenant: mesh.tenant,
      task: task.id,
      catalogue: JSON.parse(await readFile(paths.catalogue, 'utf8')),
      policy: JSON.parse(await readFile(paths.policy, 'utf8')),
      owners,
      sentryProjects,
    };
    const path = join(import.meta.dirname, 'histories', scenario.name, 'history.jsonl');
    const size = await exportHistory(mesh.bus, about, path);
    say(`${path}: ${size.events} facts, ${size.entries} entries, ${size.bytes} bytes`);
  }
} finally {
  await rm(stateDir, { recursive: true, force: true });
}
