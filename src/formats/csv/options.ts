import { booleanOr, text, textOr } from '../../common/options.ts';

/** Options of the csv format, as Flink has them. */
export const CSV_OPTIONS = {
  'field-delimiter': textOr("What stands between fields: one character, '\\t' for a tab.", ','),
  'disable-quote-character': booleanOr(
    'Quotes mean nothing; fields are read and written as they are.',
    false,
  ),
  'quote-character': textOr('What encloses fields that hold special characters.', '"'),
  'allow-comments': booleanOr("Lines that begin with '#' are no rows.", false),
  'ignore-parse-errors': booleanOr(
    'A field that cannot be read is NULL, a line that cannot be read is skipped; both are counted.',
    false,
  ),
  'array-element-delimiter': textOr('What stands between the elements of an ARRAY or ROW.', ';'),
  'escape-character': text('Takes the special meaning of the character behind it.'),
  'null-literal': text('A field with this text is NULL, and NULL is written so.'),
  'write-bigdecimal-in-scientific-notation': booleanOr('DECIMAL 100.00 is written 1E+2, as in Flink.', true),
};
