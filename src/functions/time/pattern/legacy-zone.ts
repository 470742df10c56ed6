import { civilFromDays, daysFromCivil, MS_PER_DAY } from '../../../types/civil.ts';
import { timeZone, UTC, type TimeZone } from '../../../types/time-zone.ts';
import { namesOfZone, type ZoneNames } from './zone-list.ts';

/**
 * A time zone as Java's older classes see it: before 1900 there is no local mean time but today's offset, and of an hour
 * that clocks show twice the second is meant.
 */
export interface LegacyZone {
  readonly id: string;
  /** ms to add to UTC at this moment. */
  offsetAt(epochMs: number): number;
  /** The moment when clocks show this. */
  toInstant(localMs: number): number;
  isSummer(epochMs: number): boolean;
  /** Offset without summer time, in ms. */
  standardAt(epochMs: number): number;
  /** undefined for a zone that is called by its offset. */
  readonly names: ZoneNames | undefined;
}

const START_OF_1900 = -2_208_988_800_000;

const OLD_IDS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};
const FIXED: Readonly<Record<string, number>> = { EST: -5, MST: -7, HST: -10 };

const gmt = () => fixedZone('GMT', 0);

/** The zone of an id as Java's TimeZone reads it: 'GMT+8', 'PST', 'Europe/Berlin'; what it does not know is GMT. */
export function legacyZone(id: string): LegacyZone {
  const custom = /^GMT([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(id);
  if (custom !== null) {
    const [, sign, hour = '0', minute = '0'] = custom;
    if (Number(hour) > 23 || Number(minute) > 59) return gmt();
    const offset = (Number(hour) * 60 + Number(minute)) * 60_000;
    return customZone(sign === '-' ? -offset : offset);
  }
  const etc = /^Etc\/GMT([+-]\d{1,2})$/.exec(id);
  // the sign there is that of the way to Greenwich
  if (etc !== null) return customZone(Number(etc[1]) * -3_600_000);
  const hours = Object.hasOwn(FIXED, id) ? FIXED[id] : undefined;
  if (hours !== undefined) return fixedZone(id, hours * 3_600_000);
  const names = namesOfZone(id);
  if (names === undefined) return gmt();
  const zone = regionZone((Object.hasOwn(OLD_IDS, id) ? OLD_IDS[id] : undefined) ?? id);
  if (zone === undefined) return gmt();
  return zone === UTC ? fixedZone(id, 0) : changingZone(id, zone, names);
}

/** The session's zone, which may also be written as '+08:00', 'UTC+8' or 'Z'. */
export function sessionZone(id: string): LegacyZone {
  const offset = /^(?:UTC?|Z)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(id);
  if (offset === null) return legacyZone(id === 'Z' || id === 'UT' ? 'UTC' : id);
  const [, sign = '+', hour = '', minute = '00'] = offset;
  return legacyZone(`GMT${sign}${hour}:${minute}`);
}

/** ms to add to UTC where a moment's fields and units are counted: in the session's zone, before 1900 without local mean time. */
export function fieldOffset(id: string): (epochMs: number) => number {
  const zone = timeZone(id);
  const before = sessionZone(id).offsetAt(START_OF_1900 - 1);
  return (ms) => (ms < START_OF_1900 ? before : zone.offsetAt(ms));
}

/** undefined for ids that Java alone knows ('SystemV/PST8'). */
function regionZone(id: string): TimeZone | undefined {
  try {
    return timeZone(id);
  } catch {
    return undefined;
  }
}

function customZone(offset: number): LegacyZone {
  if (offset === 0) return gmt();
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(value).padStart(2, '0');
  return fixedZone(
    `GMT${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
    offset,
  );
}

function fixedZone(id: string, offset: number): LegacyZone {
  return {
    id,
    names: namesOfZone(id),
    offsetAt: () => offset,
    standardAt: () => offset,
    toInstant: (local) => local - offset,
    isSummer: () => false,
  };
}

function changingZone(id: string, zone: TimeZone, names: ZoneNames): LegacyZone {
  const { offset } = names;
  const offsetAt = (ms: number) => (ms < START_OF_1900 ? offset : zone.offsetAt(ms));
  const isSummer = (ms: number) => {
    const now = offsetAt(ms);
    if (now === offset) return false;
    const { year } = civilFromDays(Math.floor(ms / MS_PER_DAY));
    const [winter, summer] = [1, 7].map((month) => offsetAt(daysFromCivil(year, month, 1) * MS_PER_DAY));
    // the whole year round: in wars, in Ireland until 1971; later it was another standard time (Moscow from 2011 to 2014)
    if (winter === summer) return now > offset && (year < 1950 || now === offset + names.saving);
    return now > Math.min(winter ?? now, summer ?? now);
  };
  return {
    id,
    names,
    offsetAt,
    isSummer,
    toInstant(local) {
      const after = offsetAt(local + MS_PER_DAY);
      if (offsetAt(local - after) === after) return local - after;
      return local - offsetAt(local - MS_PER_DAY);
    },
    standardAt: (ms) => offsetAt(ms) - (isSummer(ms) ? names.saving : 0),
  };
}
