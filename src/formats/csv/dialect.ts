import { SqlError } from '../../common/errors.ts';
import { readOptions, type OptionValues } from '../../common/options.ts';
import { CSV_OPTIONS } from './options.ts';

/** The options with their characters checked. */
export interface CsvDialect {
  readonly delimiter: string;
  /** undefined: quotes mean nothing. */
  readonly quote: string | undefined;
  readonly escape: string | undefined;
  readonly elementDelimiter: string;
  readonly nullLiteral: string | undefined;
  readonly allowComments: boolean;
  readonly ignoreErrors: boolean;
  readonly scientific: boolean;
}

/** Throws E_OPTION. */
export function readDialect(given: ReadonlyMap<string, string>): CsvDialect {
  const options: OptionValues<typeof CSV_OPTIONS> = readOptions(CSV_OPTIONS, given, "format 'csv'");
  const isQuoted = !options['disable-quote-character'];
  if (!isQuoted && given.has('quote-character'))
    throw new SqlError('E_OPTION', "format 'csv' has both 'disable-quote-character' and 'quote-character'");
  const escape = options['escape-character'];
  return {
    delimiter: character('field-delimiter', options['field-delimiter'].replace('\\t', '\t')),
    quote: isQuoted ? character('quote-character', options['quote-character']) : undefined,
    escape: escape === undefined ? undefined : character('escape-character', escape),
    elementDelimiter: options['array-element-delimiter'],
    nullLiteral: options['null-literal'],
    allowComments: options['allow-comments'],
    ignoreErrors: options['ignore-parse-errors'],
    scientific: options['write-bigdecimal-in-scientific-notation'],
  };
}

function character(key: string, value: string): string {
  if (value.length === 1) return value;
  throw new SqlError('E_OPTION', `format 'csv': '${key}' must be one character, not '${value}'`);
}
