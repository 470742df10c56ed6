import { bitmapText } from './bitmap.ts';
import type { SqlType } from './type.ts';
import { variantKey } from './variant.ts';

/** Something that is equal by `===` (and in a Map or Set) exactly when the SQL values are equal. */
export type Key = string | number | bigint | boolean | null;

/**
 * The only way from a value to a Map or Set key. Scalars are their own key; BYTES, ARRAY, ROW, MAP become text.
 * NULL is `null`; for a key of several columns take a ROW type of them.
 */
export function keyOf(type: SqlType): (value: unknown) => Key {
  switch (type.kind) {
    case 'BINARY':
    case 'VARBINARY':
    case 'ARRAY':
    case 'ROW':
    case 'MAP':
    case 'MULTISET':
    case 'VARIANT':
    case 'BITMAP': {
      const write = writer(type);
      return (value) => (value === null ? null : write(value));
    }
    default:
      return (value) => value as Key; // a scalar's form
  }
}

/** Text of a value that no other value of the type has, and that ends where it ends. */
function writer(type: SqlType): (value: unknown) => string {
  const write = bareWriter(type);
  return (value) => (value === null ? '~' : write(value));
}

function bareWriter(type: SqlType): (value: unknown) => string {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return (value) => sized(value as string);
    case 'BINARY':
    case 'VARBINARY':
      return (value) => sized(Buffer.from(value as Uint8Array).toString('latin1'));
    case 'ARRAY': {
      const element = writer(type.element);
      return (value) => list(value as unknown[], () => element);
    }
    case 'ROW': {
      const fields = type.fields.map((field) => writer(field.type));
      return (value) => list(value as unknown[], (i) => fields[i]);
    }
    case 'MAP': {
      const [key, item] = [writer(type.key), writer(type.value)];
      return (value) => entries(value, key, item);
    }
    case 'MULTISET': {
      const element = writer(type.element);
      return (value) => entries(value, element, (count) => `${String(count)};`);
    }
    case 'BITMAP':
      return (value) => sized(bitmapText(value as Uint32Array));
    case 'VARIANT':
      return (value) => sized(variantKey(value));
    default:
      return (value) => `${String(value)};`;
  }
}

function sized(text: string): string {
  return `${text.length}:${text}`;
}

function list(
  values: readonly unknown[],
  at: (index: number) => ((value: unknown) => string) | undefined,
): string {
  let text = `${values.length}[`;
  for (let i = 0; i < values.length; i++) text += at(i)?.(values[i]) ?? '';
  return text;
}

function entries(value: unknown, key: (k: unknown) => string, item: (v: unknown) => string): string {
  const pairs = [...(value as Map<Key, [unknown, unknown]>).values()].map(([k, v]) => key(k) + item(v));
  return `${pairs.length}{${pairs.toSorted().join('')}`;
}
