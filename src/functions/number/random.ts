import { SqlError } from '../../common/errors.ts';
import { INT, DOUBLE, withNullability } from '../../types/type.ts';
import { defineFunction, valuesOnly, wrongArguments, wrongType } from '../define.ts';
import { char } from '../result-type.ts';

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
        let series: JavaRandom | undefined;
        return (from: number) => {
          series ??= new JavaRandom(from);
          return series.double();
        };
      },
    };
  },
});

export const randInteger = defineFunction({
  name: 'RAND_INTEGER',
  syntax: 'RAND_INTEGER([seed,] bound)',
  doc: "A whole number from 0 to below the bound, another for each row; with a seed the series of Java's Random.",
  deterministic: false,
  bind(args) {
    const types = valuesOnly(this, args).map((arg) => arg.type);
    if (types.length < 1 || types.length > 2)
      throw wrongArguments(this, `1 to 2 arguments wanted, ${types.length} given`);
    if (!types.every((type) => ['TINYINT', 'SMALLINT', 'INT'].includes(type.kind)))
      throw wrongType(this, types);
    return {
      returns: withNullability(
        INT,
        types.some((type) => type.nullable),
      ),
      parameters: types,
      compile({ random }) {
        if (types.length === 1) return (bound: number) => Math.floor(random() * positive(bound));
        let series: JavaRandom | undefined;
        return (seed: number, bound: number) => {
          series ??= new JavaRandom(seed);
          return series.integer(positive(bound));
        };
      },
    };
  },
});

function positive(bound: number): number {
  if (bound > 0) return bound;
  throw new SqlError('E_VALUE', `RAND_INTEGER: the bound must be above 0, not ${bound}`);
}

/** java.util.Random: a linear congruential generator of 48 bits. */
class JavaRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt.asUintN(48, BigInt(seed) ^ MULTIPLIER);
  }

  double(): number {
    return (this.#next(26n) * 2 ** 27 + this.#next(27n)) / 2 ** 53;
  }

  integer(bound: number): number {
    if ((bound & -bound) === bound) return Math.floor((bound * this.#next(31n)) / 2 ** 31);
    for (;;) {
      const bits = this.#next(31n);
      // the last, incomplete run of numbers would favour the small ones
      if (bits - (bits % bound) + bound - 1 < 2 ** 31) return bits % bound;
    }
  }

  #next(bits: bigint): number {
    this.#state = BigInt.asUintN(48, this.#state * MULTIPLIER + 0xbn);
    return Number(this.#state >> (48n - bits));
  }
}

const MULTIPLIER = 0x5deece66dn;

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
