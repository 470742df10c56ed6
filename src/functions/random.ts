import { INT, DOUBLE, withNullability } from '../types/type.ts';
import { defineFunction, valuesOnly, wrongArguments, wrongType } from './define.ts';
import { char } from './result-type.ts';

export const rand = defineFunction({
  name: 'RAND',
  syntax: 'RAND([seed])',
  doc: "A number from 0 to below 1, another for each row; with a seed the same series each time, as Java's Random makes it.",
  deterministic: false,
  bind(args) {
    const values = valuesOnly(this, args);
    const [seed] = values;
    if (values.length > 1) throw wrongArguments(this, 'at most one argument wanted');
    if (seed !== undefined && !['TINYINT', 'SMALLINT', 'INT'].includes(seed.type.kind))
      throw wrongType(this, [seed.type]);
    return {
      returns: withNullability(DOUBLE, seed?.type.nullable ?? false),
      parameters: values.map((value) => value.type),
      compile({ random }) {
        if (seed === undefined) return random;
        let series: ReturnType<typeof javaRandom> | undefined;
        return (from: number) => {
          series ??= javaRandom(from);
          return series();
        };
      },
    };
  },
});

/** The doubles of java.util.Random: a linear congruential generator of 48 bits. */
function javaRandom(seed: number): () => number {
  const multiplier = 0x5deece66dn;
  let state = BigInt.asUintN(48, BigInt(seed) ^ multiplier);
  const next = (bits: bigint) => {
    state = BigInt.asUintN(48, state * multiplier + 0xbn);
    return Number(state >> (48n - bits));
  };
  return () => (next(26n) * 2 ** 27 + next(27n)) / 2 ** 53;
}

export const randInteger = defineFunction({
  name: 'RAND_INTEGER',
  syntax: 'RAND_INTEGER(bound)',
  doc: 'A whole number from 0 to below the bound, another for each row.',
  deterministic: false,
  bind(args) {
    const types = valuesOnly(this, args).map((arg) => arg.type);
    const [type] = types;
    if (type === undefined || types.length !== 1)
      throw wrongArguments(this, `1 argument wanted, ${types.length} given`);
    if (!['TINYINT', 'SMALLINT', 'INT'].includes(type.kind)) throw wrongType(this, types);
    return {
      returns: withNullability(INT, type.nullable),
      parameters: [type],
      compile:
        ({ random }) =>
        (bound: number) =>
          Math.floor(random() * bound),
    };
  },
});

export const uuid = defineFunction({
  name: 'UUID',
  syntax: 'UUID()',
  doc: 'A random UUID (version 4), another for each row.',
  deterministic: false,
  bind(args) {
    if (args.length > 0) throw wrongArguments(this, 'no arguments wanted');
    return {
      returns: withNullability(char(36), false),
      parameters: [],
      compile:
        ({ random }) =>
        () =>
          randomUuid(random),
    };
  },
});

function randomUuid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-Nxxx-xxxxxxxxxxxx'.replace(/[xN]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}
