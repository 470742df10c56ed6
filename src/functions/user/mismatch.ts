import { types } from 'node:util';
import { excerpt } from '../../types/excerpt.ts';
import { printType, type SqlType } from '../../types/type.ts';

/** A JavaScript value as a value of its SQL type. Throws Mismatch. */
export type Read = (value: unknown) => unknown;

/** A JavaScript value is none of the declared type. For the caller, who knows the function: it never reaches a user. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
  readonly hint: string | undefined;

  constructor(came: string, wanted: string, path: string, hint?: string) {
    super(`${came}${path === '' ? '' : ` at ${path}`} where it declares ${wanted}`);
    this.hint = hint;
  }
}

export function mismatch(value: unknown, type: SqlType, path: string, hint?: string): Mismatch {
  ignoreOutcome(value);
  return new Mismatch(describe(value), printType(type), path, hint ?? hintFor(value));
}

/** A promise that nobody waits for: should it reject, that is no error of its own. */
export function ignoreOutcome(value: unknown): void {
  if (types.isPromise(value)) Promise.prototype.then.call(value, undefined, () => undefined);
}

/** A JavaScript value in words, short enough for a message: "the number 1.5", "an object (Promise)". */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${excerpt(value, 40)}`;
    case 'bigint':
      return `the bigint ${excerpt(String(value), 40).slice(1, -1)}n`;
    case 'number':
    case 'boolean':
      return `the ${typeof value} ${String(value)}`;
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

/** A proxy may throw at each look, one that is revoked does. */
function describeObject(value: object): string {
  try {
    if (Array.isArray(value)) return `an array of ${value.length}`;
    return `an object (${excerpt(tagOf(value), 40).slice(1, -1)})`;
  } catch {
    return 'an object';
  }
}

function hintFor(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || tagOf(value) !== 'Promise') return undefined;
  return 'functions answer at once; what has to be waited for is a model (CREATE MODEL, ML_PREDICT)';
}

/** 'Object', 'Date', 'Map', 'Promise', ... */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
