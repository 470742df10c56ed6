import { SqlError } from '../../common/errors.ts';
import { readOptions } from '../../common/options.ts';
import type { Format, FormatContext } from '../format.ts';
import { JsonDecoder } from './decoder.ts';
import { JsonEncoder } from './encoder.ts';
import { JSON_OPTIONS } from './options.ts';

/** JSON documents, read and written as Flink's json format does. */
export const json: Format = {
  name: 'json',
  doc: 'One JSON object a row; fields by name.',
  options: JSON_OPTIONS,
  changelog: 'insert',
  decoder: (fields, width, context) => new JsonDecoder(fields, width, read(context)),
  encoder: (fields, context) => new JsonEncoder(fields, read(context)),
};

function read({ options }: FormatContext) {
  const values = readOptions(JSON_OPTIONS, options, "format 'json'");
  if (values['fail-on-missing-field'] && values['ignore-parse-errors']) {
    throw new SqlError(
      'E_OPTION',
      "format 'json' cannot both have 'fail-on-missing-field' and 'ignore-parse-errors'",
    );
  }
  return values;
}
