import { MAX_LENGTH, STRING, type SqlType } from '../../types/type.ts';
import { defineScalar } from '../define.ts';
import { remembering } from '../remembering.ts';
import { varchar } from '../result-type.ts';

/**
 * A position outside of the text changes nothing; a length of 0 or less takes all that follows. Flink counts UTF-16 units
 * here; half a character becomes '?'.
 */
export const overlay = defineScalar({
  name: 'OVERLAY',
  syntax: 'OVERLAY(string PLACING replacement FROM start [FOR length])',
  doc: 'The text with the replacement in place of so many characters from a position on, counted from 1; of its own length unless one is given.',
  args: ['STRING', 'STRING', 'INT', 'INT?'],
  returns: ([text, replacement]) => varchar(lengthOf(text) + lengthOf(replacement)),
  call(text, replacement, start, length = replacement.length) {
    if (start <= 0 || start > text.length) return text;
    const rest = length > 0 ? text.slice(start - 1 + length) : '';
    return (text.slice(0, start - 1) + replacement + rest).replace(/\p{Surrogate}/gu, '?');
  },
});

function lengthOf(type: SqlType | undefined): number {
  return type?.kind === 'CHAR' || type?.kind === 'VARCHAR' ? type.length : MAX_LENGTH;
}

/** NULL characters change nothing; NULL replacements are none. */
export const translate = defineScalar({
  name: 'TRANSLATE3',
  aliases: ['TRANSLATE'],
  syntax: 'TRANSLATE(string, characters, replacements)',
  doc: 'The text with each of the characters replaced by the one at its place among the replacements, or left out.',
  args: ['STRING', 'STRING', 'STRING'],
  returns: STRING,
  nullable: ([text]) => text?.nullable ?? true,
  nulls: 'own',
  compile() {
    const tableOf = remembering(translation);
    return (text, from, to) => {
      if (text === null || from === null || from === '') return text;
      const table = tableOf(from, to ?? '');
      let result = '';
      for (const sign of text) result += table.get(sign) ?? sign;
      return result;
    };
  },
});

function translation(from: string, to = ''): ReadonlyMap<string, string> {
  const replacements = [...to];
  const table = new Map<string, string>();
  for (const [i, sign] of [...from].entries()) if (!table.has(sign)) table.set(sign, replacements[i] ?? '');
  return table;
}
