import { describeBus } from './all-behaviour.ts';
import { startOne } from './broker.ts';

describeBus('on one node', startOne, [300, 0]);
