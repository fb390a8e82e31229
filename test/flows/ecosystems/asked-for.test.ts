import { registerRows } from './register-rows.ts';
import { askedForRows } from './rows-others.ts';

registerRows(askedForRows, 900_000);
