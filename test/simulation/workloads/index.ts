import type { Chance } from '../chance.ts';
import type { Workload } from '../workload.ts';
import { aggregate } from './aggregate.ts';
import { join } from './join.ts';
import { limit } from './limit.ts';
import { stateless } from './stateless.ts';
import { statementSet } from './statement-set.ts';
import { tumble } from './window.ts';

const WORKLOADS = [stateless, stateless, aggregate, join, tumble, limit, statementSet] as const;

export function chooseWorkload(chance: Chance): Workload {
  return chance.one(WORKLOADS)(chance);
}
