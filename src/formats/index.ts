import { canalJson } from './canal-json/index.ts';
import { csv } from './csv/index.ts';
import type { Format } from './format.ts';
import { json } from './json/index.ts';
import { raw } from './raw.ts';

/** Every format. */
export const FORMATS: readonly Format[] = [json, csv, raw, canalJson];
