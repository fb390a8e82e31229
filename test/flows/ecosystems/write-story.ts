import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Row } from './row.ts';

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** A row's own project in Jira, so that its ticket leads to its repository. */
export function projectOf(position: number): string {
  return `ECO${String.fromCharCode(65 + position)}`;
}

function scenarioOf(row: Row, project: string) {
  return {
    name: row.name,
    title: row.name,
    requires: row.python === undefined ? [] : ['python3'],
    repository: { name: `acme/${row.name}`, path: './repo', base: 'main' },
    toolchain: { node: row.node ?? [], python: row.python ?? [] },
    trigger: {
      jira: {
        key: `${project}-1`,
        summary: 'A sum leaves out its last number',
        labels: ['AI'],
        reporter: 'ann',
      },
    },
    people: {
      ann: { jira: 'ann', role: 'operator' },
      bob: { github: 'bob', role: 'approver' },
    },
    approval: { via: 'github', by: 'bob' },
    // Tests that failed before fail in CI, too: there the one file is what is watched.
    ci: [
      {
        workflow: 'ci',
        job: 'test',
        run: row.ci ?? (row.failing === undefined ? row.testCommand : row.command),
      },
    ],
    model: './model.yaml',
    expect: { status: 'completed', pullRequests: 1, red: true, green: true, ciRounds: 1 },
    within: 580,
  };
}

function planOf(row: Row) {
  const reason = `${row.fix.path} ends before the last number.`;
  return {
    summary: 'A sum has its last number.',
    rootCause: reason,
    scope: { in: [row.fix.path], out: [] },
    components: [{ name: 'sum', path: row.fix.path, responsibility: 'sums of ranges' }],
    dataFlow: 'The numbers of a range are added.',
    tests: { unit: [row.test.name], integration: [] },
    steps: [
      {
        order: 1,
        type: 'test',
        file: row.test.path,
        action: 'Expect six for one to three.',
        testName: row.test.name,
        command: row.command,
        expected: row.test.expected,
        dependsOn: [],
        estimatedMinutes: 1,
      },
      {
        order: 2,
        type: 'implement',
        file: row.fix.path,
        action: 'Include the last number.',
        dependsOn: [1],
        estimatedMinutes: 1,
      },
    ],
    testCommand: row.testCommand,
    riskLevel: 'low',
    breakingChanges: [],
    risks: [],
    security: [],
    rollback: 'Revert the pull request.',
    estimatedMinutes: 2,
  };
}

function modelOf(row: Row, project: string) {
  const about = `${project.toLowerCase()}-1`;
  const call = (tool: string, input: object) => ({ calls: [{ tool, input }] });
  const writes = ({ path, text }: { readonly path: string; readonly text: string }) =>
    call('write_file', { path, content: text });
  const discovery = {
    relevantRepos: [
      {
        name: `acme/${row.name}`,
        relevance: 0.9,
        reason: 'It sums.',
        languages: [],
        files: [{ path: row.fix.path, type: 'source', relevance: 0.9 }],
      },
    ],
    crossRepoDependencies: [],
    estimatedComplexity: 'Low',
    recommendedApproach: 'Include the last number.',
    keywords: ['sum'],
    rootCause: `${row.fix.path} ends before the last number.`,
    confidence: 0.9,
    reasoning: 'There is one loop.',
  };
  return {
    conversations: [
      { role: 'discovery', about, turns: [call('submit_discovery', discovery)] },
      { role: 'planner', about, turns: [call('submit_plan', planOf(row))] },
      {
        role: 'executor',
        about,
        step: 'red',
        turns: [writes(row.test), call('submit_test', { summary: 'show what is left out' })],
      },
      {
        role: 'executor',
        about,
        step: 'green',
        turns: [writes(row.fix), call('submit_change', { summary: 'include the last number' })],
      },
      {
        role: 'reviewer',
        about,
        turns: [call('submit_review', { conforms: true, problems: [] })],
      },
    ],
  };
}

/** Writes a row as a story, and answers its folder. */
export async function writeStory(folder: string, row: Row, project: string): Promise<string> {
  const story = join(folder, row.name);
  await write(join(story, 'repo'), row.files);
  await write(story, {
    // JSON is YAML.
    'scenario.yaml': JSON.stringify(scenarioOf(row, project), undefined, 2),
    'model.yaml': JSON.stringify(modelOf(row, project), undefined, 2),
  });
  return story;
}
