import type { Row } from './cheats.ts';
import { inTests } from './cheats.ts';
import { aroundTests } from './cheats-around-tests.ts';
import { byLanguage } from './cheats-by-language.ts';
import { cunning } from './cheats-cunning.ts';

/** Every change of the list that weakens a proof, with what it is found to be. */
export const allCheats: readonly Row[] = [...inTests, ...aroundTests, ...cunning, ...byLanguage];
