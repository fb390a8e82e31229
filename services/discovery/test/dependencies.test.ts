import type { Discovery } from '@patchwright/events';
import { Terminal } from '@patchwright/faults';
import type { GitHub } from '@patchwright/outside';
import type { Workspace } from '@patchwright/workspace';
import { expect, test } from 'vitest';
import { withDependencies } from '../src/dependencies.ts';

const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'acme/shop': {
    'src/receipt.js': '',
    'package.json': '{ "name": "shop", "dependencies": { "@acme/prices": "^1.0.0" } }',
  },
  'acme/prices': { 'packages/quote/package.json': '{ "name": "@acme/prices" }' },
  'other/prices': { 'package.json': '{ "name": "@acme/prices" }' },
};

/** A house that has these repositories, and notes which were opened. */
function house() {
  const opened: string[] = [];
  const world = {
    github: {
      async getRepository({ repository }: { repository: string }) {
        if (files[repository] === undefined) throw new Terminal(`no ${repository}`);
        return { defaultBranch: 'main' };
      },
    } as unknown as GitHub,
    workspace: {
      async open({ repository }: { repository: string }) {
        opened.push(repository);
        return { commit: '', tree: repository };
      },
      listFiles: async ({ tree }: { tree: string }) =>
        Object.keys(files[tree] ?? {}).map((path) => ({ path, size: 1 })),
      readFile: async ({ tree, path }: { tree: string; path: string }) =>
        files[tree]?.[path] ?? null,
    } as unknown as Workspace,
  };
  return { world, opened };
}

function found(names: readonly string[], more: Partial<Discovery> = {}): Discovery {
  const relevantRepos = names.map((name) => ({
    ...{ name, relevance: 0.9, reason: '', languages: [], files: [] },
  }));
  return {
    relevantRepos,
    crossRepoDependencies: [],
    estimatedComplexity: 'Medium',
    recommendedApproach: '',
    keywords: [],
    rootCause: '',
    confidence: 0.9,
    reasoning: '',
    ...more,
  };
}

const own = { repository: 'acme/shop', tree: 'acme/shop' };

test('which repository rests on which is read from their manifests, where the model names nothing', async () => {
  const { world } = house();
  const { crossRepoDependencies } = await withDependencies(
    world,
    found(['acme/shop', 'acme/prices']),
    own,
  );
  expect(crossRepoDependencies).toEqual([{ from: 'acme/shop', to: 'acme/prices', type: 'npm' }]);
});

test('what the model names stands, and nothing is read', async () => {
  const { world, opened } = house();
  const named = [{ from: 'acme/shop', to: 'acme/prices', type: 'http' }];
  const discovery = found(['acme/shop', 'acme/prices'], { crossRepoDependencies: named });
  expect(await withDependencies(world, discovery, own)).toBe(discovery);
  expect(opened).toEqual([]);
});

test('a task in one repository reads nothing more', async () => {
  const { world, opened } = house();
  const discovery = found(['acme/shop']);
  expect(await withDependencies(world, discovery, own)).toBe(discovery);
  expect(opened).toEqual([]);
});

test('repositories of others, or that there are not, have no part in it', async () => {
  const { world, opened } = house();
  const discovery = found(['acme/shop', 'acme/made-up', 'other/prices', '../../etc']);
  expect((await withDependencies(world, discovery, own)).crossRepoDependencies).toEqual([]);
  expect(opened).toEqual([]);
});
