import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadScenario, PROJECT, type Scenario } from '@patchwright/local';

/** The shipped story of one bug in two repositories. */
export const TWO_REPOSITORIES: string = join(PROJECT, 'packages/local/scenarios/two-repositories');

/** By which other names the story is told once more. */
export interface OtherNames {
  /** The ticket's key, for example `TILL-51`. Its project decides which repository is looked into first. */
  readonly ticket: string;
  /** Names of the two repositories, without their owner. */
  readonly shop: string;
  readonly prices: string;
}

/** The same story under another key, on repositories of its own, so that one mesh can play both. Written below `folder`. */
export async function toldAgain(folder: string, names: OtherNames): Promise<Scenario> {
  const { ticket, shop, prices } = names;
  const to = join(folder, ticket.toLowerCase());
  await cp(TWO_REPOSITORIES, to, { recursive: true });
  for (const file of ['scenario.yaml', 'model.yaml']) {
    const text = await readFile(join(to, file), 'utf8');
    const own = text
      .replaceAll('SHOP-50', ticket)
      .replaceAll('shop-50', ticket.toLowerCase())
      .replaceAll('acme/shop', `acme/${shop}`)
      .replaceAll('acme/prices', `acme/${prices}`)
      .replaceAll('read_file_prices', `read_file_${prices}`)
      .replaceAll('__prices', `__${prices}`)
      .replace('name: two-repositories', `name: ${ticket.toLowerCase()}`);
    await writeFile(join(to, file), own);
  }
  return await loadScenario(to);
}
