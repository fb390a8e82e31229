import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { readModelScript, ScriptFault } from '@patchwright/stand-ins/model-script';
import { LineCounter, parseDocument } from 'yaml';
import { type Scenario, ScenarioFile } from './scenario.ts';
import { ScenarioFault, type ScenarioProblem } from './scenario-fault.ts';

/**
 * Reads and checks the story in a folder, with its script and the paths that it names. `file` of the faults is the path as it was given.
 * Throws a ScenarioFault that names every mistake with its line.
 */
export async function loadScenario(folder: string): Promise<Scenario> {
  const file = join(folder, 'scenario.yaml');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new ScenarioFault([{ file, line: 1, message: 'there is no such file' }]);
  }
  const { story, lineOf } = parse(text, file);
  const at = (path: string) => (isAbsolute(path) ? path : resolve(folder, path));
  const modelPath = at(story.model);
  const repositoryPath =
    story.repository.path === undefined ? undefined : at(story.repository.path);
  const furtherPaths = story.repositories.map(({ path }) => (path === undefined ? path : at(path)));
  const problems: ScenarioProblem[] = [];
  for (const [path, where] of [
    [repositoryPath, ['repository', 'path']],
    ...furtherPaths.map((path, index) => [path, ['repositories', index, 'path']] as const),
    [modelPath, ['model']],
    [story.otherwise === undefined ? undefined : at(story.otherwise), ['otherwise']],
  ] as const) {
    if (path === undefined || (await stat(path).catch(() => undefined)) !== undefined) continue;
    problems.push({
      file,
      line: lineOf(where),
      message: `${where.join('.')}: ${path} is not there`,
    });
  }
  if (problems.length > 0) throw new ScenarioFault(problems);
  const about = await aboutOf(modelPath);
  return { ...story, folder, modelPath, repositoryPath, furtherPaths, about };
}

/** The story that a folder gives where something it requires is missing: its `otherwise`, or `undefined`. */
export async function loadOtherwise(scenario: Scenario): Promise<Scenario | undefined> {
  if (scenario.otherwise === undefined) return undefined;
  return loadScenario(resolve(scenario.folder, scenario.otherwise));
}

function parse(text: string, file: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const broken = document.errors.map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    message: error.message.split('\n')[0] ?? 'this is not YAML',
  }));
  if (broken.length > 0) throw new ScenarioFault(broken);

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as
        | { readonly range?: readonly number[] }
        | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return lineAt(start);
    }
    return 1;
  }

  const parsed = ScenarioFile.safeParse(document.toJS() ?? {});
  if (parsed.success) return { story: parsed.data, lineOf };
  throw new ScenarioFault(
    parsed.error.issues.map((issue) => {
      // An unknown key is told by the object around it; its own line is nearer to the mistake.
      const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      const where = issue.path.join('.');
      const message = `${where === '' ? '' : `${where}: `}${issue.message}`;
      return { file, line: lineOf([...issue.path, ...key]), message };
    }),
  );
}

async function aboutOf(modelPath: string): Promise<readonly string[]> {
  try {
    const script = await readModelScript(modelPath);
    return [...new Set(script.conversations.map(({ about }) => about))];
  } catch (error) {
    if (!(error instanceof ScriptFault)) throw error;
    throw new ScenarioFault(
      error.problems.map(({ file, line, message }) => ({ file, line, message })),
    );
  }
}
