import { compileSigns } from './compile.ts';
import { formatSigns } from './format.ts';
import { gateSigns } from './gate.ts';
import { importSigns } from './import.ts';
import { infrastructureSigns } from './infrastructure.ts';
import { lintSigns } from './lint.ts';
import { permissionSigns } from './permission.ts';
import { securitySigns } from './security.ts';
import type { Sign } from './sign.ts';
import { testSigns } from './test.ts';
import { typeSigns } from './types.ts';

/** Every sign, the harder category first; within one, the sign that counts when several show. */
export const signs: readonly Sign[] = [
  ...permissionSigns,
  ...infrastructureSigns,
  ...securitySigns,
  ...importSigns,
  ...compileSigns,
  ...testSigns,
  ...typeSigns,
  ...lintSigns,
  ...formatSigns,
  ...gateSigns,
];
