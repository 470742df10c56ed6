import { COMMITS } from './commits.ts';
import { READING } from './reading.ts';
import { TELLING } from './telling.ts';
import { WRITING } from './writing.ts';

export { World } from './world.ts';

/** The ones that count timers first: other clients of the process have some. */
export const CONTROLS = [...TELLING, ...READING, ...WRITING, ...COMMITS];

/** Findings that weir cannot meet, and why. */
export const NOT_MET = [
  [
    'W10, W11, W12',
    'a job is no member of its group: nothing is rebalanced, no protocol or session is shared',
  ],
  [
    'W20',
    'none of these requests is made: no configuration is changed; positions are read after fencing, so none is unstable',
  ],
] as const;
