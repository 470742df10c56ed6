import type { Format } from './format.ts';
import { json } from './json/index.ts';

/** Every format. */
export const FORMATS: readonly Format[] = [json];
