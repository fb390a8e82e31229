import { parse } from 'smol-toml';
import { fieldsOf, listOf, textOf } from './fields.ts';
import type { Manifest } from './manifest.ts';

/** Reads a `pyproject.toml`, of the standard or of Poetry. Throws for what is no TOML. */
export function pythonProject(text: string): Manifest {
  const manifest = fieldsOf(parse(text));
  const project = fieldsOf(manifest.project);
  const poetry = fieldsOf(fieldsOf(manifest.tool).poetry);
  const groups = [
    project.dependencies,
    ...Object.values(fieldsOf(project['optional-dependencies'])),
    ...Object.values(fieldsOf(manifest['dependency-groups'])),
  ];
  const ofPoetry = [
    poetry,
    ...Object.values(fieldsOf(poetry.group)).map((group) => fieldsOf(group)),
  ].flatMap((group) => Object.keys(fieldsOf(group.dependencies)));
  return {
    kind: 'pypi',
    provides: [...textOf(project.name), ...textOf(poetry.name)].map(normal),
    needs: [
      ...groups.flatMap((group) => listOf(group).flatMap((one) => textOf(one).flatMap(required))),
      ...ofPoetry.map(normal),
    ],
  };
}

/** Reads a `requirements.txt`: one requirement a line. */
export function pythonRequirements(text: string): Manifest {
  return { kind: 'pypi', provides: [], needs: text.split('\n').flatMap(required) };
}

/** The package that a requirement names, and the repository where it is taken from there. */
function required(requirement: string): readonly string[] {
  const [line = ''] = requirement.trim().split(/\s+#/);
  const repository = /github\.com[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?(?:[@#;\s]|$)/.exec(line)?.[1];
  const name = /^[A-Za-z0-9][\w.-]*/.exec(line)?.[0];
  return [
    ...(name === undefined ? [] : [normal(name)]),
    ...(repository === undefined ? [] : [repository]),
  ];
}

/** As PEP 503 compares names. */
function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
