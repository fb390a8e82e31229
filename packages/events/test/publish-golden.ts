import { existsSync, writeFileSync } from 'node:fs';
import { catalogue } from '../src/index.ts';
import { goldenFolder, goldenName, newGolden } from './golden-files.ts';

// Writes what is missing and nothing else: an example that exists is the past, and the past is not rewritten.
for (const definition of Object.values(catalogue)) {
  const file = goldenFolder + goldenName(definition);
  if (existsSync(file)) continue;
  writeFileSync(file, `${JSON.stringify(newGolden(definition), undefined, 2)}\n`);
  console.log(`published ${goldenName(definition)}`);
}
