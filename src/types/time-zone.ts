import { SqlError } from '../common/errors.ts';
import { daysFromCivil, civilFromDays, MS_PER_DAY } from './civil.ts';

/** The clock changes of one region. */
export interface TimeZone {
  /** ms to add to UTC at this moment. */
  offsetAt(epochMs: number): number;
  /** What clocks there show, as ms of a calendar without zone. */
  toLocal(epochMs: number): number;
  /** The moment when clocks show this. A skipped hour moves forward, of a doubled one the first is taken. */
  toInstant(localMs: number): number;
}

export const UTC: TimeZone = { offsetAt: () => 0, toLocal: (ms) => ms, toInstant: (ms) => ms };

// A memo, not state: asking Intl costs 100 us a formatter and 1.5 us a look, and the rules do not change.
const zones = new Map<string, TimeZone>();

/** The zone of this id: 'Europe/Berlin', 'UTC', 'GMT+08:00', '+05:30'. Throws E_VALUE for an unknown one. */
export function timeZone(id: string): TimeZone {
  const known = zones.get(id);
  if (known !== undefined) return known;
  const zone = open(id);
  zones.set(id, zone);
  return zone;
}

/** Of three letters java.time knows these alone: EST, IST and the like mean several zones. */
const SHORT_IDS = /^(?:CET|EET|GMT|MET|PRC|ROC|ROK|UCT|UTC|WET)$/;

/** Whether the id may name the session's zone: one that `timeZone` knows, no ambiguous 'PST', no offset beyond 18 hours. */
export function isTimeZone(id: string): boolean {
  if (/^[a-z]{3}$/i.test(id) && !SHORT_IDS.test(id)) return false;
  const [, hours = 0, minutes = 0] = /^(?:UTC|GMT|UT)?[+-](\d{1,2})(?::?(\d{2}))?$/.exec(id) ?? [];
  if (Number(hours) > 18 || Number(minutes) > 59) return false;
  try {
    timeZone(id);
    return true;
  } catch {
    return false;
  }
}

function open(id: string): TimeZone {
  const fixed = /^(?:UTC|GMT|UT|Z)?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$/.exec(id);
  if (fixed !== null && id !== '') {
    const [, sign, hours = '0', minutes = '0'] = fixed;
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    return offset === 0 ? UTC : zoneOf(() => offset);
  }
  try {
    return zoneOf(offsetsOf(id));
  } catch (cause) {
    throw new SqlError('E_VALUE', `no time zone is called '${id}'`, {
      hint: "e.g. 'UTC', 'Asia/Shanghai', 'GMT+08:00'",
      cause,
    });
  }
}

function zoneOf(offsetAt: (epochMs: number) => number): TimeZone {
  return {
    offsetAt,
    toLocal: (ms) => ms + offsetAt(ms),
    toInstant(local) {
      const before = offsetAt(local - MS_PER_DAY);
      if (offsetAt(local - before) === before) return local - before;
      const after = offsetAt(local + MS_PER_DAY);
      return offsetAt(local - after) === after ? local - after : local - before;
    },
  };
}

/** One year's changes: from `starts[i]` on, `offsets[i]` holds. */
interface Year {
  readonly starts: number[];
  readonly offsets: number[];
}

/** Looks a year's changes up once, by samples a week apart and bisection; after that an offset costs some 20 ns. */
function offsetsOf(id: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: id,
    timeZoneName: 'longOffset',
    year: 'numeric',
  });
  const ask = (ms: number) => readOffset(format.format(ms));
  const years = new Map<number, Year>();
  ask(0);
  return (moment) => {
    const ms = within(moment);
    const { year } = civilFromDays(Math.floor(ms / MS_PER_DAY));
    let known = years.get(year);
    if (known === undefined) {
      known = changesOf(year, ask);
      years.set(year, known);
    }
    let i = known.starts.length - 1;
    while (i > 0 && ms < (known.starts[i] ?? 0)) i--;
    return known.offsets[i] ?? 0;
  };
}

const MS_PER_CYCLE = 146_097 * MS_PER_DAY;
const YEAR_1800 = daysFromCivil(1800, 1, 1) * MS_PER_DAY;
const YEAR_2400 = daysFromCivil(2400, 1, 1) * MS_PER_DAY;
const YEAR_2800 = YEAR_2400 + MS_PER_CYCLE;

/** A moment with the same offset in years that Intl knows: no clocks before 1800, and the calendar is the same every 400 years. */
function within(ms: number): number {
  if (ms < YEAR_1800) return YEAR_1800;
  return ms < YEAR_2800 ? ms : YEAR_2400 + ((ms - YEAR_2400) % MS_PER_CYCLE);
}

function changesOf(year: number, ask: (ms: number) => number): Year {
  const start = daysFromCivil(year, 1, 1) * MS_PER_DAY;
  const end = daysFromCivil(year + 1, 1, 1) * MS_PER_DAY;
  const changes: Year = { starts: [start], offsets: [ask(start)] };
  let offset = ask(start);
  for (let from = start; from < end; from += 7 * MS_PER_DAY) {
    const to = Math.min(from + 7 * MS_PER_DAY, end);
    const next = ask(to);
    if (next === offset) continue;
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (ask(middle) === offset) low = middle;
      else high = middle;
    }
    changes.starts.push(high);
    changes.offsets.push(next);
    offset = next;
  }
  return changes;
}

/** ms of '1970, GMT+05:53:28'. */
function readOffset(text: string): number {
  const match = /GMT(?:([+-])(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?)?$/.exec(text);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match ?? [];
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ms : ms;
}
