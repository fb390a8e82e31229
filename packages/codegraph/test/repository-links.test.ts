import { describe, expect, test } from 'vitest';
import { isManifest, readManifest, repositoryLinks } from '../src/index.ts';

const pom = (own: string, needs: string): string =>
  `<project><parent><groupId>dev.acme</groupId><artifactId>all</artifactId></parent>${own}<dependencies>${needs}</dependencies></project>`;

/** Two repositories: the first uses the second. */
const pairs: Readonly<Record<string, readonly [string, string, string]>> = {
  npm: [
    'package.json',
    '{ "name": "shop", "dependencies": { "@acme/prices": "^2.0.0" } }',
    '{ "name": "@acme/prices" }',
  ],
  'npm, straight from the repository': [
    'package.json',
    '{ "name": "shop", "devDependencies": { "p": "github:acme/prices#v2" } }',
    '{ "name": "@acme/quotes" }',
  ],
  go: [
    'go.mod',
    'module github.com/acme/shop\n\nrequire (\n\tgithub.com/acme/prices v1.2.0 // indirect\n)\n',
    'module github.com/acme/prices\n',
  ],
  python: [
    'pyproject.toml',
    '[project]\nname = "shop"\ndependencies = ["Acme_Prices>=2 ; python_version > \'3.9\'"]\n',
    '[project]\nname = "acme.prices"\n',
  ],
  poetry: [
    'pyproject.toml',
    '[tool.poetry]\nname = "shop"\n[tool.poetry.group.dev.dependencies]\nacme-prices = "^2"\n',
    '[tool.poetry]\nname = "acme-prices"\n',
  ],
  maven: [
    'pom.xml',
    pom(
      '<artifactId>shop</artifactId>',
      '<dependency><groupId>dev.acme</groupId><artifactId>prices</artifactId></dependency><dependency><groupId>junit</groupId><artifactId>junit</artifactId></dependency>',
    ),
    pom('<artifactId>prices</artifactId>', ''),
  ],
};

function manifestsOf(repository: string, path: string, text: string) {
  const manifest = readManifest({ path, text });
  return { repository, manifests: manifest === undefined ? [] : [manifest] };
}

describe('that one repository uses another', () => {
  test.each(Object.entries(pairs))('is read from manifests of %s', (_name, [path, from, to]) => {
    const links = repositoryLinks([
      manifestsOf('acme/shop', path, from),
      manifestsOf('acme/prices', path, to),
    ]);
    expect(links).toMatchObject([{ from: 'acme/shop', to: 'acme/prices' }]);
  });

  test('is read from lists of requirements too', () => {
    const needs = manifestsOf(
      'acme/shop',
      'requirements.txt',
      '# ours\n-r more.txt\nprices==2.1\n',
    );
    const has = manifestsOf('acme/prices', 'pyproject.toml', '[project]\nname = "Prices"\n');
    expect(repositoryLinks([has, needs])).toEqual([
      { from: 'acme/shop', to: 'acme/prices', type: 'pypi' },
    ]);
  });

  test('is told both ways where they use one another', () => {
    const text = (name: string, other: string) =>
      JSON.stringify({ name, dependencies: { [other]: '1.0.0' } });
    const links = repositoryLinks([
      manifestsOf('acme/shop', 'package.json', text('shop', 'prices')),
      manifestsOf('acme/prices', 'package.json', text('prices', 'shop')),
    ]);
    expect(links.map(({ from, to }) => [from, to])).toEqual([
      ['acme/shop', 'acme/prices'],
      ['acme/prices', 'acme/shop'],
    ]);
  });

  test('does not follow from the same name in another language', () => {
    const links = repositoryLinks([
      manifestsOf('acme/shop', 'package.json', '{ "dependencies": { "prices": "1" } }'),
      manifestsOf('acme/prices', 'pyproject.toml', '[project]\nname = "prices"\n'),
    ]);
    expect(links).toEqual([]);
  });

  test.each(Object.values(pairs).map(([path]) => path))(
    'is not guessed from a broken %s',
    (path) => {
      expect(readManifest({ path, text: '{ "dependencies": [ <project' })?.needs ?? []).toEqual([]);
    },
  );

  test('is not read from what is installed', () => {
    expect(isManifest('packages/web/package.json')).toBe(true);
    expect(isManifest('node_modules/left-pad/package.json')).toBe(false);
    expect(isManifest('src/package.json.ts')).toBe(false);
  });
});
