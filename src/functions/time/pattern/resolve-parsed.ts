import { daysFromCivil, daysInMonth, isLeapYear, MS_PER_DAY } from '../../../types/civil.ts';
import type { LocalTime } from '../../../types/datetime.ts';
import { isInPeriod } from './english.ts';
import { FIELD_OF, RANGE, takeApart, type Field, type Parts } from './field.ts';
import type { Parsed } from './parsed.ts';
import { daysFromWeek, weekday, weekOfMonth } from './week.ts';

/** The fields contradict each other or cannot be. Never leaves this file. */
class NoMoment extends Error {}

const CLOCK = ['hour', 'minute', 'second', 'nano'] as const;
const TIME_FIELDS: readonly Field[] = [
  'am-pm',
  'hour',
  'hour-of-half',
  'clock-hour',
  'clock-hour-of-half',
  'minute',
  'second',
  'nano',
  'nano-of-day',
  'milli-of-day',
];

/** The moment that the fields of a text make, 'smart' as Java says; undefined where they make none. */
export function resolveParsed(parsed: Parsed): LocalTime | undefined {
  try {
    return new Resolution(parsed).moment();
  } catch (error) {
    if (error instanceof NoMoment) return undefined;
    throw error;
  }
}

class Resolution {
  readonly #parsed: Parsed;
  #days: number | undefined;
  /** ms and ns of the day. */
  #time: LocalTime | undefined;
  #excessDays = 0;

  constructor(parsed: Parsed) {
    this.#parsed = parsed;
  }

  moment(): LocalTime | undefined {
    this.#resolveDate();
    this.#resolveHour();
    this.#resolveWeeks();
    this.#resolveTime();
    this.#crossCheck();
    if (this.#days !== undefined && this.#time !== undefined) this.#days += this.#excessDays;
    return this.#fill();
  }

  #take(field: Field): number | undefined {
    const value = this.#parsed.take(field);
    return value === undefined ? undefined : valid(field, value);
  }

  #put(field: Field, value: number): void {
    if (!this.#parsed.set(field, value)) throw new NoMoment();
  }

  #setDays(days: number): void {
    if (this.#days !== undefined && this.#days !== days) throw new NoMoment();
    this.#days = days;
  }

  #resolveDate(): void {
    const { values } = this.#parsed;
    const yearOfEra = this.#take('year-of-era');
    if (yearOfEra !== undefined) {
      const era = this.#take('era');
      const known = values.get('year');
      const isBefore = era === undefined ? known !== undefined && known <= 0 : era === 0;
      this.#put('year', isBefore ? 1 - yearOfEra : yearOfEra);
    }
    const year = values.get('year');
    if (year === undefined) return;
    if (values.has('month') && values.has('day')) {
      this.#take('year');
      const month = this.#take('month') ?? 1;
      const day = this.#take('day') ?? 1;
      valid('year', year);
      this.#setDays(daysFromCivil(year, month, Math.min(day, daysInMonth(year, month))));
    } else if (values.has('day-of-year')) {
      this.#take('year');
      const day = this.#take('day-of-year') ?? 1;
      if (day === 366 && !isLeapYear(year)) throw new NoMoment();
      this.#setDays(daysFromCivil(year, 1, day));
    }
  }

  /** All that counts hours in other ways becomes hour, minute, second and ns. */
  #resolveHour(): void {
    const { values } = this.#parsed;
    for (const [clock, field, whole] of [
      ['clock-hour', 'hour', 24],
      ['clock-hour-of-half', 'hour-of-half', 12],
    ] as const) {
      const value = this.#parsed.take(clock);
      if (value === undefined) continue;
      if (value !== 0) valid(clock, value);
      this.#put(field, value === whole ? 0 : value);
    }
    if (values.has('am-pm') && values.has('hour-of-half')) {
      const half = this.#take('am-pm') ?? 0;
      this.#put('hour', half * 12 + (this.#take('hour-of-half') ?? 0));
    }
    const nanoOfDay = this.#take('nano-of-day');
    if (nanoOfDay !== undefined) {
      this.#putSeconds(Math.floor(nanoOfDay / 1e9));
      this.#put('nano', nanoOfDay % 1e9);
    }
    const milliOfDay = this.#take('milli-of-day');
    if (milliOfDay !== undefined) {
      this.#putSeconds(Math.floor(milliOfDay / 1000));
      this.#put('nano', (milliOfDay % 1000) * 1e6 + ((values.get('nano') ?? 0) % 1e6));
    }
    this.#resolvePeriod();
  }

  #putSeconds(ofDay: number): void {
    this.#put('hour', Math.floor(ofDay / 3600));
    this.#put('minute', Math.floor(ofDay / 60) % 60);
    this.#put('second', ofDay % 60);
  }

  #resolvePeriod(): void {
    const { values, period } = this.#parsed;
    if (period === undefined || !values.has('hour-of-half')) return;
    const hour = this.#take('hour-of-half') ?? 0;
    const minute = valid('minute', values.get('minute') ?? 0);
    const isLater = isInPeriod(period, (hour + 12) * 60 + minute);
    this.#put('hour', isLater ? hour + 12 : hour);
    this.#parsed.period = undefined;
  }

  #resolveWeeks(): void {
    const { values } = this.#parsed;
    const local = this.#take('local-weekday');
    if (local !== undefined) values.set('weekday', ((local + 5) % 7) + 1);
    const iso = values.get('weekday');
    const day = iso === undefined ? undefined : (valid('weekday', iso) % 7) + 1;
    if (day !== undefined && values.has('week-of-month') && values.has('year') && values.has('month')) {
      const week = this.#take('week-of-month') ?? 0;
      const first = daysFromCivil(this.#take('year') ?? 0, this.#take('month') ?? 1, 1);
      values.delete('weekday');
      this.#setDays(first + (week - weekOfMonth(first)) * 7 + day - weekday(first));
    }
    if (day !== undefined && !values.has('year') && values.has('week-year') && values.has('week')) {
      const year = this.#take('week-year') ?? 0;
      values.delete('weekday');
      this.#setDays(daysFromWeek(year, this.#take('week') ?? 1, day));
    }
    const julian = this.#take('modified-julian-day');
    if (julian !== undefined) this.#setDays(julian - 40_587);
  }

  /** A part of the day without a time means its middle. */
  #resolveMiddle(): void {
    const { values, period } = this.#parsed;
    const half = values.get('am-pm');
    if (period === undefined && half === undefined) return;
    const middle =
      period === undefined
        ? ((half ?? 0) * 12 + 6) * 60
        : (period.from + Math.floor((period.to - period.from) / 2)) % 1440;
    if (period === undefined) values.delete('am-pm');
    values.set('hour', Math.floor(middle / 60));
    values.set('minute', middle % 60);
    this.#parsed.period = undefined;
  }

  #resolveTime(): void {
    const { values } = this.#parsed;
    if (!CLOCK.some((field) => values.has(field))) this.#resolveMiddle();
    const [hour, minute, second, nano] = CLOCK.map((field) => values.get(field));
    const isWhole =
      (minute !== undefined || (second === undefined && nano === undefined)) &&
      (minute === undefined || second !== undefined || nano === undefined);
    if (hour !== undefined && isWhole) {
      for (const field of CLOCK) values.delete(field);
      valid('minute', minute ?? 0);
      valid('nano', nano ?? 0);
      if (hour === 24 && !minute && !second && !nano) {
        this.#excessDays = 1;
        this.#time = { ms: 0, nanos: 0 };
      } else {
        valid('hour', hour);
        valid('second', second ?? 0);
        const ofDay = (hour * 60 + (minute ?? 0)) * 60 + (second ?? 0);
        const ms = Math.floor((nano ?? 0) / 1e6);
        this.#time = { ms: ofDay * 1000 + ms, nanos: (nano ?? 0) % 1e6 };
      }
    }
    for (const field of TIME_FIELDS) {
      const value = values.get(field);
      if (value !== undefined) valid(field, value);
    }
  }

  /** What the text says beside the date and the time must agree with them. */
  #crossCheck(): void {
    const { values, period } = this.#parsed;
    const parts: Parts = { days: 0, year: 0, month: 0, day: 0, ofDay: 0, nano: 0 };
    takeApart(parts, (this.#days ?? 0) * MS_PER_DAY + (this.#time?.ms ?? 0), this.#time?.nanos ?? 0);
    for (const [field, value] of values) {
      const isKnown = TIME_FIELDS.includes(field) ? this.#time !== undefined : this.#days !== undefined;
      const read = FIELD_OF[field];
      if (isKnown && read !== undefined && read(parts) !== value) throw new NoMoment();
    }
    if (period !== undefined && this.#time !== undefined) {
      if (!isInPeriod(period, Math.floor(this.#time.ms / 60_000))) throw new NoMoment();
    }
  }

  /** The moment, with 1970-01-01 00:00 for what is not said. */
  #fill(): LocalTime | undefined {
    const { values } = this.#parsed;
    const given = (field: Field, otherwise: number) => valid(field, values.get(field) ?? otherwise);
    let days = this.#days;
    if (days === undefined) {
      const [year, month, day] = [given('year', 1970), given('month', 1), given('day', 1)];
      if (day > daysInMonth(year, month)) return undefined;
      days = daysFromCivil(year, month, day);
    }
    const time = this.#time ?? {
      ms:
        ((given('hour', 0) * 60 + given('minute', 0)) * 60 + given('second', 0)) * 1000 +
        Math.floor(given('nano', 0) / 1e6),
      nanos: given('nano', 0) % 1e6,
    };
    return { ms: days * MS_PER_DAY + time.ms, nanos: time.nanos };
  }
}

function valid(field: Field, value: number): number {
  const [least, most] = RANGE[field];
  if (value < least || value > most) throw new NoMoment();
  return value;
}
