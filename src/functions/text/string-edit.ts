import { isText } from '../../types/coercion.ts';
import { isInsidePair } from '../../types/text.ts';
import { STRING, withNullability } from '../../types/type.ts';
import {
  defineFunction,
  defineScalar,
  valuesOnly,
  wrongArguments,
  wrongType,
  type ScalarFunction,
} from '../define.ts';
import { takingBareNull } from '../bare-null.ts';
import { remembering } from '../remembering.ts';
import { varying } from '../result-type.ts';
import { checkTextSize } from './text-size.ts';

type Side = 'BOTH' | 'LEADING' | 'TRAILING';

/** TRIM([BOTH | LEADING | TRAILING] [characters] FROM string): the parser always gives all three. */
export const trim = defineFunction({
  name: 'TRIM',
  syntax: 'TRIM([BOTH | LEADING | TRAILING] [characters] FROM string)',
  doc: 'The text without these characters (blanks) at its ends.',
  bind(args) {
    const [side, ...rest] = args;
    if (side?.kind !== 'symbol') throw wrongArguments(this, 'BOTH, LEADING or TRAILING wanted');
    const types = valuesOnly(this, rest, 1).map((arg) => arg.type);
    if (types.length !== 2) throw wrongArguments(this, 'a text wanted');
    if (!types.every(isText)) throw wrongType(this, types.slice(1));
    const where = side.name as Side; // the parser knows no other words here
    return {
      returns: withNullability(
        varying(types[1]),
        types.some((type) => type.nullable),
      ),
      parameters: types,
      compile() {
        const strip = stripper(where);
        return (characters: string, text: string) => strip(text, characters);
      },
    };
  },
});

export const ltrim = oneSided(
  'LTRIM',
  'LEADING',
  'The text without these characters (blanks) at its beginning.',
);
export const rtrim = oneSided('RTRIM', 'TRAILING', 'The text without these characters (blanks) at its end.');

function oneSided(name: string, side: Side, doc: string): ScalarFunction {
  return defineScalar({
    name,
    syntax: `${name}(string [, characters])`,
    doc,
    args: ['STRING', 'STRING?'],
    returns: ([type]) => varying(type),
    compile: () => stripper(side),
  });
}

export const btrim = takingBareNull(
  defineScalar({
    name: 'BTRIM',
    syntax: 'BTRIM(string [, characters])',
    doc: 'The text without these characters (blanks) at both ends.',
    args: ['STRING', 'STRING?'],
    returns: STRING,
    compile: () => stripper('BOTH'),
  }),
);

/** Takes off what is one of the characters, however often. */
function stripper(side: Side): (text: string, characters?: string) => string {
  const codesOf = remembering((characters) => new Set(codes(characters)));
  return (text, characters = ' ') => {
    const stripped = codesOf(characters);
    let start = 0;
    let end = text.length;
    if (side !== 'TRAILING') {
      while (start < end) {
        const code = text.codePointAt(start) ?? 0;
        if (!stripped.has(code)) break;
        start += code > 0xffff ? 2 : 1;
      }
    }
    if (side !== 'LEADING') {
      while (end > start) {
        const size = end - start > 1 && isInsidePair(text, end - 1) ? 2 : 1;
        if (!stripped.has(text.codePointAt(end - size) ?? 0)) break;
        end -= size;
      }
    }
    return text.slice(start, end);
  };
}

function codes(characters: string): number[] {
  return Array.from(characters, (character) => character.codePointAt(0) ?? 0);
}

export const replace = defineScalar({
  name: 'REPLACE',
  syntax: 'REPLACE(string, search, replacement)',
  doc: 'The text with each occurrence of the second text replaced by the third.',
  args: ['STRING', 'STRING', 'STRING'],
  returns: STRING,
  call: (text, search, replacement) => text.replaceAll(search, () => replacement),
});

export const lpad = padding(
  'LPAD',
  'The text filled up on the left to a length, or cut to it.',
  (text, fill) => fill + text,
);
export const rpad = padding(
  'RPAD',
  'The text filled up on the right to a length, or cut to it.',
  (text, fill) => text + fill,
);

/** Flink counts UTF-16 units here and gives NULL for a negative length or an empty pad. */
function padding(name: string, doc: string, place: (text: string, fill: string) => string): ScalarFunction {
  return defineScalar({
    name,
    syntax: `${name}(string, length, pad)`,
    doc,
    args: ['STRING', 'INT', 'STRING'],
    returns: STRING,
    call(text, length, pad) {
      if (length < 0 || pad === '') return null;
      if (text.length >= length) return wholeCharacters(text.slice(0, length));
      checkTextSize(length);
      return place(text, wholeCharacters(''.padEnd(length - text.length, pad)));
    },
  });
}

/** Half a character at the end becomes '?'. */
function wholeCharacters(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '?');
}

export const repeat = defineScalar({
  name: 'REPEAT',
  syntax: 'REPEAT(string, times)',
  doc: 'The text several times; empty for 0 and less.',
  args: ['STRING', 'INT'],
  returns: STRING,
  call(text, times) {
    if (times <= 0) return '';
    checkTextSize(text.length * times);
    return text.repeat(times);
  },
});
