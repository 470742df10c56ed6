import { SqlError } from '../../common/errors.ts';
import { jsonTokens } from '../../common/json-text.ts';
import { JsonNumber } from '../../common/json.ts';
import { excerpt } from '../../types/excerpt.ts';
import { VARIANT } from '../../types/type.ts';
import { parseVariant } from '../../types/variant.ts';
import { takingBareNull } from '../bare-null.ts';
import { defineScalar, type ScalarFunction } from '../define.ts';
import { isWithinLimits } from './json-document.ts';

export const parseJson = parser('PARSE_JSON', 'The JSON text as a VARIANT; text that is none fails.', false);
export const tryParseJson = parser('TRY_PARSE_JSON', 'PARSE_JSON, but NULL for what is no JSON.', true);

/** A field that stands twice makes it no JSON, unless the second argument is TRUE: then the last one counts. */
function parser(name: string, doc: string, safe: boolean): ScalarFunction {
  const record = defineScalar({
    name,
    syntax: `${name}(string [, allow_duplicate_keys])`,
    doc,
    nulls: 'own',
    args: ['STRING', 'BOOLEAN?'],
    returns: VARIANT,
    nullable: ([text]) => safe || text?.nullable !== false,
    call(text, allowsTwins = false) {
      if (text === null) return null;
      if (allowsTwins === null) throw new SqlError('E_VALUE', `${name}: the second argument is NULL`);
      const value = isWithinLimits(text) ? parseVariant(text) : undefined;
      const hasTwins = value !== undefined && !allowsTwins && countKeys(value) !== writtenKeys(text);
      if (value !== undefined && !hasTwins) return value;
      if (safe) return null;
      throw new SqlError(
        'E_VALUE',
        `${name}: ${excerpt(text)} ${hasTwins ? 'has a field twice' : 'is no JSON'}`,
        {
          hint: hasTwins ? `${name}(text, TRUE) takes the last one` : `TRY_${name} gives NULL`,
        },
      );
    },
  });
  return safe ? record : takingBareNull(record);
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return 0;
  const items: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : items.length;
  return items.reduce<number>((sum, item) => sum + countKeys(item), own);
}

/** How many names of fields stand in the first value of the text. */
function writtenKeys(text: string): number {
  let [count, depth] = [0, 0];
  for (const { kind, end } of jsonTokens(text)) {
    if (kind === 'open') depth++;
    else if (kind === 'close') depth--;
    else if (kind === 'string' && isColonNext(text, end)) count++;
    if (depth === 0) break; // what follows is not looked at
  }
  return count;
}

function isColonNext(text: string, from: number): boolean {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
