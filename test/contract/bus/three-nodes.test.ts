import { describeBus } from './all-behaviour.ts';
import { startThree } from './broker.ts';

describeBus('on three nodes', startThree, [300]);
