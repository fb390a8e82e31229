import { describe, expect, test } from 'vitest';
import { catalogue, chainHash, encode, type StoredEvent } from '../src/index.ts';
import { decodeGolden, goldenName, readGolden, schemaDigest } from './golden-files.ts';

const golden = readGolden();
const definitions = Object.values(catalogue);

describe('every version ever published', () => {
  test.each(definitions.map((definition) => ({ name: goldenName(definition), definition })))(
    '$name and all versions before it have a recorded example',
    ({ definition }) => {
      for (let version = 1; version <= definition.version; version += 1) {
        expect(
          golden.has(goldenName(definition, version)),
          `publish ${goldenName(definition, version)} with "npm run golden -w @patchwright/events"`,
        ).toBe(true);
      }
    },
  );

  test.each([...golden])('%s reads today as it is written there', (_name, example) => {
    expect(decodeGolden(example)).toEqual(example.decoded);
  });

  test.each(definitions.map((definition) => ({ name: goldenName(definition) })))(
    '$name is written today as it was then',
    ({ name }) => {
      const example = golden.get(name);
      const { subject, headers, body } = encode(example?.decoded as StoredEvent);
      expect({ subject, headers, body: new TextDecoder().decode(body) }).toEqual(example?.message);
    },
  );

  test.each([...golden])('%s keeps its place in the chain', (_name, example) => {
    const { type, version } = versionOf(example.message.headers['ce-type'] ?? '');
    const data: unknown = JSON.parse(example.message.body);
    expect(chainHash({ ...example.decoded, type, version, data })).toBe(example.decoded.hash);
  });

  test.each(definitions.map((definition) => ({ name: goldenName(definition), definition })))(
    'the schema of $name was not edited after it was published',
    ({ name, definition }) => {
      expect(
        schemaDigest(definition),
        'a published schema is never edited: state a new version with an upcast from this one (before its first release: remove the example and publish it anew)',
      ).toBe(golden.get(name)?.schema);
    },
  );

  test('no recorded example is of an event that the language has lost', () => {
    const known = new Set(
      definitions.map((definition) => `${definition.aggregate}.${definition.type}`),
    );
    for (const name of golden.keys()) {
      expect(known).toContain(name.replace(/\.v\d+\.json$/, ''));
    }
  });
});

function versionOf(ceType: string): { type: string; version: number } {
  const [, type, version] = /\.([a-z0-9_]+)\.v(\d+)$/.exec(ceType) ?? [];
  return { type: type ?? '', version: Number(version) };
}
