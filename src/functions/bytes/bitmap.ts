import { SqlError } from '../../common/errors.ts';
import { bitmapOf, bitmapText, mergeBitmaps } from '../../types/bitmap.ts';
import { BIGINT, BITMAP, BYTES, INT, STRING, withNullability, type SqlType } from '../../types/type.ts';
import {
  defineFunction,
  defineScalar,
  anyValues,
  wrongArguments,
  wrongType,
  type ScalarFunction,
} from '../define.ts';
import { takingBareNull } from '../bare-null.ts';
import { readRoaring, writeRoaring } from './roaring.ts';

const INTS: SqlType = { kind: 'ARRAY', element: INT, nullable: true };

export const bitmapBuild = defineFunction({
  name: 'BITMAP_BUILD',
  syntax: 'BITMAP_BUILD(array)',
  doc: 'The bitmap of the numbers in an ARRAY<INT>; negative ones count as 2^32 more, NULLs are left out.',
  bind(args) {
    const [array, ...rest] = anyValues(this, args).map((arg) => arg.type);
    if (array === undefined || rest.length > 0)
      throw wrongArguments(this, `1 argument wanted, ${args.length} given`);
    const isInts = array.kind === 'ARRAY' && ['TINYINT', 'SMALLINT', 'INT'].includes(array.element.kind);
    if (!isInts && array.kind !== 'NULL') throw wrongType(this, [array], 'an ARRAY<INT> wanted');
    return {
      returns: withNullability(BITMAP, array.nullable),
      parameters: [array.kind === 'NULL' ? INTS : array],
      compile: () => (numbers: readonly (number | null)[]) =>
        bitmapOf(numbers.filter((value) => value !== null)),
    };
  },
});

export const bitmapAnd = merging('BITMAP_AND', 'What is in both bitmaps.', false, true, false);
export const bitmapOr = merging('BITMAP_OR', 'What is in one of the bitmaps or in both.', true, true, true);
export const bitmapXor = merging('BITMAP_XOR', 'What is in one of the bitmaps alone.', true, false, true);
export const bitmapAndNot = merging(
  'BITMAP_ANDNOT',
  'What is in the first bitmap and not in the second.',
  true,
  false,
  false,
);

function merging(name: string, doc: string, left: boolean, both: boolean, right: boolean): ScalarFunction {
  const keeps = { left, both, right };
  return defineScalar({
    name,
    syntax: `${name}(bitmap, bitmap)`,
    doc,
    args: ['BITMAP', 'BITMAP'],
    returns: BITMAP,
    call: (a, b) => mergeBitmaps(a, b, keeps),
  });
}

export const bitmapCardinality = defineScalar({
  name: 'BITMAP_CARDINALITY',
  syntax: 'BITMAP_CARDINALITY(bitmap)',
  doc: 'How many numbers are in the bitmap.',
  args: ['BITMAP'],
  returns: BIGINT,
  call: (bitmap) => bitmap.length,
});

export const bitmapToArray = defineScalar({
  name: 'BITMAP_TO_ARRAY',
  syntax: 'BITMAP_TO_ARRAY(bitmap)',
  doc: 'The numbers in the bitmap as an ARRAY<INT>, the negative ones behind the others.',
  args: ['BITMAP'],
  returns: INTS,
  call: (bitmap) => Array.from(bitmap, (value) => value | 0),
});

export const bitmapToString = defineScalar({
  name: 'BITMAP_TO_STRING',
  syntax: 'BITMAP_TO_STRING(bitmap)',
  doc: "The numbers in the bitmap without sign, as '{1,2,3}'.",
  args: ['BITMAP'],
  returns: STRING,
  call: bitmapText,
});

export const bitmapToBytes = defineScalar({
  name: 'BITMAP_TO_BYTES',
  syntax: 'BITMAP_TO_BYTES(bitmap)',
  doc: "The bitmap in RoaringBitmap's portable format.",
  args: ['BITMAP'],
  returns: BYTES,
  call: writeRoaring,
});

export const bitmapFromBytes = takingBareNull(
  defineScalar({
    name: 'BITMAP_FROM_BYTES',
    syntax: 'BITMAP_FROM_BYTES(bytes)',
    doc: "The bitmap of bytes in RoaringBitmap's portable format; other bytes fail.",
    args: ['BYTES'],
    returns: BITMAP,
    call(bytes) {
      const bitmap = readRoaring(bytes);
      if (bitmap === undefined) throw new SqlError('E_VALUE', 'BITMAP_FROM_BYTES: the bytes are no bitmap');
      return bitmap;
    },
  }),
  BYTES,
);
