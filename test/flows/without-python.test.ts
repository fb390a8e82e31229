import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario, PROJECT, playScenario, startMesh } from '@patchwright/local';
import { expect, test } from 'vitest';

// Machines without Python are rare where this is developed; the story that they are shown must work all the same.
test('the error at night is played on a JavaScript repository where there is no Python', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'patchwright-flow-'));
  const folder = join(PROJECT, 'packages/local/scenarios/an-error-at-night/javascript');
  try {
    const story = await loadScenario(folder);
    await using mesh = await startMesh({ stateDir, stories: [story] });
    const { result, problems } = await playScenario(mesh, story);
    expect(problems).toEqual([]);
    expect(result).toMatchObject({ status: 'completed', red: true, green: true, ciRounds: 1 });
  } finally {
    await rm(stateDir, { recursive: true, force: true, maxRetries: 5 });
  }
});
