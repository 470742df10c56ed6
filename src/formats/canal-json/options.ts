import { text } from '../../common/options.ts';
import { JSON_OPTIONS } from '../json/options.ts';

/** Options of the canal-json format, as Flink has them. */
export const CANAL_JSON_OPTIONS = {
  'ignore-parse-errors': JSON_OPTIONS['ignore-parse-errors'],
  'timestamp-format.standard': JSON_OPTIONS['timestamp-format.standard'],
  'map-null-key.mode': JSON_OPTIONS['map-null-key.mode'],
  'map-null-key.literal': JSON_OPTIONS['map-null-key.literal'],
  'encode.decimal-as-plain-number': JSON_OPTIONS['encode.decimal-as-plain-number'],
  'encode.ignore-null-fields': JSON_OPTIONS['encode.ignore-null-fields'],
  'database.include': text('Regular expression: changes of other databases are left out.'),
  'table.include': text('Regular expression: changes of other tables are left out.'),
};
