import { codePoints, pointsBefore, unitOf } from '../../types/text.ts';
import { INT } from '../../types/type.ts';
import { defineScalar } from '../define.ts';

export const position = defineScalar({
  name: 'POSITION',
  syntax: 'POSITION(part IN string)',
  doc: 'Where the part first stands, counted from 1; 0 if nowhere.',
  args: ['STRING', 'STRING', 'INT?'],
  returns: INT,
  call: (part, text, from = 1) => locatePart(text, part, from),
});

export const locate = defineScalar({
  name: 'LOCATE',
  syntax: 'LOCATE(part, string [, from])',
  doc: 'Where the part first stands from a position on, counted from 1; 0 if nowhere.',
  args: ['STRING', 'STRING', 'INT?'],
  returns: INT,
  call: (part, text, from = 1) => locatePart(text, part, from),
});

/** The empty text stands at 1, wherever the search begins. */
function locatePart(text: string, part: string, from: number): number {
  if (part === '') return 1;
  const unit = text.indexOf(part, from > 1 ? unitOf(text, from - 1) : 0);
  return unit === -1 ? 0 : pointsBefore(text, unit) + 1;
}

export const instr = defineScalar({
  name: 'INSTR',
  syntax: 'INSTR(string, part [, from [, nth]])',
  doc: 'Where the part stands for the nth time; a negative start searches backwards from the end.',
  args: ['STRING', 'STRING', 'INT?', 'INT?'],
  returns: INT,
  call(text, part, from = 1, nth = 1) {
    if (part === '') return 1;
    const size = codePoints(text);
    let unit = from < 0 ? unitOf(text, size + from + 1) : unitOf(text, Math.max(from, 1) - 1) - 1;
    for (let i = 0; i < nth; i++) {
      unit = from < 0 ? (unit <= 0 ? -1 : text.lastIndexOf(part, unit - 1)) : text.indexOf(part, unit + 1);
      if (unit === -1) return 0;
    }
    return pointsBefore(text, unit) + 1;
  },
});
