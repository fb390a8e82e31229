import { pythonFor } from './mesh/start-mesh.ts';
import { loadOtherwise, loadScenario } from './scenario/load-scenario.ts';
import type { Scenario } from './scenario/scenario.ts';
import { ScenarioFault } from './scenario/scenario-fault.ts';

/**
 * Loads the stories in these folders; one whose requirements this machine does not meet is replaced by its `otherwise`.
 * Throws a ScenarioFault for a story that is wrong, has a name twice, or cannot be played here at all.
 */
export async function chooseStories(
  folders: readonly string[],
  onNotice: (notice: string) => void = () => undefined,
): Promise<readonly Scenario[]> {
  const stories: Scenario[] = [];
  for (const folder of folders) {
    const asked = await loadScenario(folder);
    const story = await playable(asked, onNotice);
    if (stories.some(({ name }) => name === story.name)) {
      throw fault(folder, `there is a story named ${story.name} already`);
    }
    stories.push(story);
  }
  return stories;
}

async function playable(story: Scenario, onNotice: (notice: string) => void): Promise<Scenario> {
  const needsPython = story.requires.includes('python3') || story.toolchain.python.length > 0;
  if (!needsPython) return story;
  const python = await pythonFor(story.toolchain.python, onNotice);
  if (python.kind === 'ready') return story;
  const other = await loadOtherwise(story);
  if (other === undefined) throw fault(story.folder, `it requires python3: ${python.reason}`);
  onNotice(`${story.name} is played otherwise, since python3 cannot be used: ${python.reason}`);
  return other;
}

function fault(folder: string, message: string): ScenarioFault {
  return new ScenarioFault([{ file: `${folder}/scenario.yaml`, line: 1, message }]);
}
