import { blackhole } from './blackhole/index.ts';
import type { Connector } from './connector.ts';
import { datagen } from './datagen/index.ts';
import { filesystem } from './filesystem/index.ts';
import { kafka } from './kafka/index.ts';
import { print } from './print/index.ts';
import { values } from './values/index.ts';

/** Every kind of table: one line each. */
export const CONNECTORS: readonly Connector[] = [kafka, filesystem, datagen, values, print, blackhole];
