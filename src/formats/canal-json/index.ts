import { readOptions } from '../../common/options.ts';
import type { Format, FormatContext } from '../format.ts';
import { CanalJsonDecoder } from './decoder.ts';
import { CanalJsonEncoder } from './encoder.ts';
import { CANAL_JSON_OPTIONS } from './options.ts';

/** Change events as Canal writes them for MySQL: rows come and go, so queries see updates. */
export const canalJson: Format = {
  name: 'canal-json',
  doc: 'Change events of Canal as JSON: inserted, updated and deleted rows.',
  options: CANAL_JSON_OPTIONS,
  changelog: 'all',
  decoder: (fields, width, context) => new CanalJsonDecoder(fields, width, read(context)),
  encoder: (fields, context) => new CanalJsonEncoder(fields, read(context)),
};

function read({ options }: FormatContext) {
  return readOptions(CANAL_JSON_OPTIONS, options, "format 'canal-json'");
}
