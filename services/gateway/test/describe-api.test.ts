import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiMarkdown, type Described } from '../src/reference/api-markdown.ts';
import { describeApi } from '../src/reference/describe-api.ts';

const { description, routes } = await describeApi();
const { openapi, paths = {} } = description as Described & { readonly openapi: string };

test('the API is described by OpenAPI 3.1', () => {
  expect(openapi).toBe('3.1.0');
});

test('every route is described, with its role, its answer and its problems', () => {
  const own = routes.filter(({ url }) => url.startsWith('/v1/') && url !== '/v1/openapi.json');
  expect(own.length).toBeGreaterThan(25);
  const badly = own.filter(({ method, url }) => {
    const path = url.replace(/:(\w+)/g, '{$1}');
    const one = paths[path]?.[method.toLowerCase()] as
      | { summary?: string; description?: string; tags?: string[]; responses?: object }
      | undefined;
    const statuses = Object.keys(one?.responses ?? {});
    return !(
      one?.summary &&
      one.tags?.length === 1 &&
      /^Needs the role (viewer|operator|approver|admin)\.$/.test(one.description ?? '') &&
      statuses.some((status) => status.startsWith('2')) &&
      ['4XX', '5XX'].every((status) => statuses.includes(status))
    );
  });
  expect(badly).toEqual([]);
});

test('what changes something needs more than a viewer, and what only tells does not', () => {
  const roles = Object.values(paths).flatMap((methods) =>
    Object.entries(methods).map(([method, one]) => ({
      isRead: method === 'get',
      isViewer: (one as { description?: string }).description === 'Needs the role viewer.',
    })),
  );
  expect(roles.filter(({ isRead, isViewer }) => isRead !== isViewer)).toEqual([]);
});

test('the reference in docs/ is up to date; `npm run docs` writes it', async () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'api.md');
  expect(await readFile(path, 'utf8')).toBe(apiMarkdown(description));
});
