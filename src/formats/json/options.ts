import { boolean, booleanOr, oneOfOr, textOr } from '../../common/options.ts';

/** Options of the json format, as Flink has them. */
export const JSON_OPTIONS = {
  'fail-on-missing-field': booleanOr('A field that a document lacks is an error instead of NULL.', false),
  'ignore-parse-errors': booleanOr(
    'A field that cannot be read is NULL, a document that cannot be read is skipped; both are counted.',
    false,
  ),
  'timestamp-format.standard': oneOfOr(
    "How timestamps are written: '2020-12-30 12:13:14.123' or '2020-12-30T12:13:14.123'.",
    ['SQL', 'ISO-8601'],
    'SQL',
  ),
  'map-null-key.mode': oneOfOr(
    'What a NULL key of a MAP does when written.',
    ['FAIL', 'DROP', 'LITERAL'],
    'FAIL',
  ),
  'map-null-key.literal': textOr('What stands for a NULL key in mode LITERAL.', 'null'),
  'encode.decimal-as-plain-number': booleanOr(
    'DECIMAL 100.00 is written as it is; false, as in Flink: 1E+2.',
    false,
  ),
  'encode.ignore-null-fields': booleanOr('NULL fields are left out of written documents.', false),
  'decode.json-parser.enabled': boolean('Which parser Flink uses; weir has one.'),
};
