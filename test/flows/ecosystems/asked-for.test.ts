import { registerRows } from './register-rows.ts';
import { askedForRows } from './rows.ts';

registerRows(askedForRows, 900_000);
