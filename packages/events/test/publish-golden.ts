import { existsSync, writeFileSync } from 'node:fs';
import { catalogue } from '../src/index.ts';
import { decodeGolden, goldenFolder, goldenName, newGolden, readGolden } from './golden-files.ts';

// Writes what is missing: a message that exists is the past, and the past is not rewritten.
for (const definition of Object.values(catalogue)) {
  const file = goldenFolder + goldenName(definition);
  if (existsSync(file)) continue;
  writeFileSync(file, `${JSON.stringify(newGolden(definition), undefined, 2)}\n`);
  console.log(`published ${goldenName(definition)}`);
  liftEarlier(goldenName(definition, 1).replace('1.json', ''), definition.version);
}

/** The messages of earlier versions stay as they are; what reading them gives is now of the new version. */
function liftEarlier(stem: string, newest: number): void {
  const golden = readGolden();
  for (let version = 1; version < newest; version += 1) {
    const name = `${stem}${version}.json`;
    const example = golden.get(name);
    if (example === undefined) continue;
    const lifted = { ...example, decoded: decodeGolden(example) };
    writeFileSync(goldenFolder + name, `${JSON.stringify(lifted, undefined, 2)}\n`);
    console.log(`lifted ${name}`);
  }
}
