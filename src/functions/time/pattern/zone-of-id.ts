import { timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { zoneIds } from './zone-list.ts';

/**
 * The zone of an id as java.time reads it: '+08:00', '+8', 'UTC+8', 'Z', 'Europe/Berlin', in this spelling.
 * undefined for what is none, like 'PST'.
 */
export function zoneOfId(id: string): TimeZone | undefined {
  if (id === 'Z') return timeZone('UTC');
  const fixed = /^(?:(?:UTC|GMT|UT)(?:([+-]).*)?|[+-].*)$/.test(id);
  if (fixed) {
    const offset = /^[A-Z]*(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$/.exec(id);
    if (offset === null || Number(offset[2] ?? 0) > 18 || Number(offset[3] ?? 0) > 59) return undefined;
    return timeZone(id);
  }
  return zoneIds().has(id) || /^Etc\/GMT[+-]?\d{1,2}$/.test(id) || id === 'GMT0' ? timeZone(id) : undefined;
}
