import { calendarFromDays, daysOnCalendar } from './calendar.ts';
import { MS_PER_DAY } from '../../../types/civil.ts';
import type { LegacyZone } from './legacy-zone.ts';
import { weekday } from './week.ts';

export type CalendarField =
  | 'era'
  | 'year'
  | 'week-year'
  | 'month'
  | 'day'
  | 'day-of-year'
  | 'weekday'
  | 'weekday-in-month'
  | 'week'
  | 'week-of-month'
  | 'am-pm'
  | 'hour'
  | 'hour-of-half'
  | 'minute'
  | 'second'
  | 'milli'
  | 'zone-offset'
  | 'saving';

/**
 * What a text says by a pattern of SimpleDateFormat, as Java's lenient calendar takes it: any number is good for any field
 * (minute 90, day 0), and of contradictions what was said last counts. Months count from 0, Sunday is 1.
 */
export class CalendarFields {
  readonly #values = new Map<CalendarField, number>();
  /** When each was said; 0 for never. */
  readonly #order = new Map<CalendarField, number>();
  #count = 0;
  zone: LegacyZone;
  /** The year's two digits are those that a century begins with: the next one is meant if the moment lies before its start. */
  isAmbiguous = false;

  constructor(zone: LegacyZone) {
    this.zone = zone;
  }

  set(field: CalendarField, value: number): void {
    this.#values.set(field, value);
    this.#order.set(field, ++this.#count);
  }

  clear(field: CalendarField): void {
    this.#values.delete(field);
    this.#order.delete(field);
  }

  addYears(years: number): void {
    for (const field of ['year', 'week-year'] as const) {
      const value = this.#values.get(field);
      if (value !== undefined) this.#values.set(field, value + years);
    }
  }

  /** ms since 1970 UTC. */
  instant(): number {
    const isWeekDate = this.#said('week-year') > this.#said('year');
    const local = (isWeekDate ? this.#weekDate() : this.#date()) * MS_PER_DAY + this.#timeOfDay();
    const offset = this.#values.get('zone-offset');
    const saving = this.#values.get('saving');
    if (offset !== undefined) return local - offset - (saving ?? 0);
    const instant = this.zone.toInstant(local);
    if (saving === undefined) return instant;
    return local - this.zone.standardAt(instant) - saving;
  }

  #said(field: CalendarField): number {
    return this.#order.get(field) ?? 0;
  }

  #value(field: CalendarField, otherwise = 0): number {
    return this.#values.get(field) ?? otherwise;
  }

  #timeOfDay(): number {
    const half = Math.max(this.#said('hour-of-half'), this.#said('am-pm'));
    const isComplete = this.#said('hour-of-half') > 0 && this.#said('am-pm') > 0;
    const hour = this.#said('hour');
    const isHalf = isComplete ? half > hour : hour === 0 && half > 0;
    const hours = isHalf ? this.#value('hour-of-half') + 12 * this.#value('am-pm') : this.#value('hour');
    return ((hours * 60 + this.#value('minute')) * 60 + this.#value('second')) * 1000 + this.#value('milli');
  }

  #year(): number {
    const year = this.#value('year', 1970);
    return this.#value('era', 1) === 0 ? 1 - year : year;
  }

  #weekDate(): number {
    let week = this.#value('week', 1);
    let day = this.#value('weekday', 1);
    if (day >= 8) {
      week += Math.floor((day - 1) / 7);
      day = ((day - 1) % 7) + 1;
      // a day beyond the week is one of Monday to Sunday still
      day = (day % 7) + 1;
    } else if (day <= 0) {
      const weeks = Math.floor(-day / 7) + 1;
      day += 7 * weeks;
      week -= weeks;
      day = (day % 7) + 1;
    }
    const first = daysOnCalendar(this.#value('week-year'), 1, (days) => days - weekday(days) + 1);
    const target = first + (day - 1) + 7 * (week - 1);
    const { year, month, day: dayOfMonth } = calendarFromDays(target);
    return daysOnCalendar(year, month, (start) => start + dayOfMonth - 1);
  }

  /** Which fields make the day: the combination that was said last. */
  #date(): number {
    const weekdayOrder = this.#said('weekday');
    const withWeekday = (field: CalendarField) =>
      weekdayOrder > 0 && this.#said(field) > 0 ? Math.max(weekdayOrder, this.#said(field)) : 0;
    let day = this.#said('day');
    let weekOfMonth = withWeekday('week-of-month');
    let inMonth = withWeekday('weekday-in-month');
    let week = withWeekday('week');
    const ofYear = this.#said('day-of-year');
    let best = Math.max(day, weekOfMonth, inMonth, ofYear, week);
    if (best === 0) {
      weekOfMonth = this.#said('week-of-month');
      inMonth = Math.max(this.#said('weekday-in-month'), weekdayOrder);
      week = this.#said('week');
      best = Math.max(weekOfMonth, inMonth, week);
      if (best === 0) {
        day = this.#said('month');
        best = day;
      }
    }
    const isMonth =
      best === day ||
      (best === weekOfMonth && this.#said('week-of-month') >= this.#said('week')) ||
      (best === inMonth && this.#said('weekday-in-month') >= this.#said('week'));
    if (!isMonth) {
      if (best === ofYear) return this.#ofYear((first) => first + this.#value('day-of-year') - 1);
      return this.#ofYear((first) => this.#inWeek(first, this.#value('week'), weekdayOrder > 0));
    }
    const month = this.#value('month');
    if (best === day) return this.#find(month, (first) => first + this.#value('day', 1) - 1);
    const isWeek =
      weekOfMonth === inMonth
        ? this.#said('week-of-month') >= this.#said('weekday-in-month')
        : best === weekOfMonth;
    if (isWeek)
      return this.#find(month, (first) =>
        this.#inWeek(first, this.#value('week-of-month'), weekdayOrder > 0),
      );
    return this.#find(month, (first, length) => this.#nthWeekday(first, length));
  }

  #ofYear(find: (first: number) => number): number {
    return daysOnCalendar(this.#year(), 1, find, true);
  }

  #find(month: number, find: (first: number, length: number) => number): number {
    const year = this.#year() + Math.floor(month / 12);
    const ofYear = (((month % 12) + 12) % 12) + 1;
    return daysOnCalendar(year, ofYear, (first) => {
      const next = calendarFromDays(first + 31).day;
      return find(first, ofYear === 2 || next > 1 ? 32 - next : 31);
    });
  }

  #inWeek(first: number, week: number, hasWeekday: boolean): number {
    const start = first - weekday(first) + 1 + 7 * (week - 1);
    return hasWeekday ? start + modulo(this.#value('weekday') - 1, 7) : start;
  }

  #nthWeekday(first: number, length: number): number {
    const wanted = this.#said('weekday') > 0 ? this.#value('weekday') : 1;
    const count = this.#said('weekday-in-month') > 0 ? this.#value('weekday-in-month') : 1;
    const last = count >= 0 ? first + 7 * count - 1 : first + length + 7 * (count + 1) - 1;
    return last - modulo(weekday(last) - wanted, 7);
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
