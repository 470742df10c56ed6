import type { DayPeriod } from './english.ts';
import type { Field } from './field.ts';

/** What a text says by its pattern: a value for each field, and the part of the day. */
export class Parsed {
  values = new Map<Field, number>();
  period: DayPeriod | undefined;

  /** false where the field has another value already. */
  set(field: Field, value: number): boolean {
    const old = this.values.get(field);
    this.values.set(field, value);
    return old === undefined || old === value;
  }

  /** The value, which is taken away. */
  take(field: Field): number | undefined {
    const value = this.values.get(field);
    this.values.delete(field);
    return value;
  }
}
