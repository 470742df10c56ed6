import type { CalendarFields } from './calendar-fields.ts';
import { legacyZone } from './legacy-zone.ts';
import { namesOfZone, zoneGroups, type ZoneNames } from './zone-list.ts';

function setOffset(fields: CalendarFields, sign: string, hours: string, minutes: string): boolean {
  if (Number(hours) > 23 || Number(minutes) > 59) return false;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  fields.set('zone-offset', sign === '-' ? -offset : offset);
  fields.set('saving', 0);
  return true;
}

/** What letters X read: 'Z', '+01', '+0130', '+01:30' by their number. The place behind it, -1 where there is none. */
export function readIsoOffset(text: string, at: number, letters: number, fields: CalendarFields): number {
  if (text[at] === 'Z') {
    setOffset(fields, '+', '0', '0');
    return at + 1;
  }
  const pattern =
    letters === 1 ? /([+-])(\d\d)/y : letters === 2 ? /([+-])(\d\d)(\d\d)/y : /([+-])(\d\d):(\d\d)/y;
  return offsetBy(pattern, text, at, fields);
}

/** What letters z and Z read: '+0130', 'GMT', 'GMT+1:30', 'PST', 'Pacific Standard Time'. */
export function readNamedZone(text: string, at: number, fields: CalendarFields): number {
  if (text[at] === '+' || text[at] === '-') return offsetBy(/([+-])(\d\d)(\d\d)/y, text, at, fields);
  if (text.slice(at, at + 3).toUpperCase() !== 'GMT') return readZoneName(text, at, fields);
  if (text[at + 3] === '+' || text[at + 3] === '-')
    return offsetBy(/([+-])(\d\d?):(\d\d)/y, text, at + 3, fields);
  setOffset(fields, '+', '0', '0');
  return at + 3;
}

function offsetBy(pattern: RegExp, text: string, at: number, fields: CalendarFields): number {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return -1;
  const [whole, sign = '+', hours = '0', minutes = '0'] = found;
  return setOffset(fields, sign, hours, minutes) ? at + whole.length : -1;
}

/** The names of the zone at hand come first, then those of all others in Java's order. */
function readZoneName(text: string, at: number, fields: CalendarFields): number {
  const own = fields.zone.names ?? namesOfZone(fields.zone.id);
  const ownName = own && match(text, at, own);
  if (own !== undefined && ownName !== undefined) return take(own, ownName, at, fields);
  for (const group of zoneGroups()) {
    const name = match(text, at, group);
    if (name === undefined) continue;
    const [id = 'GMT'] = group.ids;
    fields.zone = legacyZone(id);
    return take(group, name, at, fields);
  }
  return -1;
}

interface Name {
  readonly text: string;
  readonly isSummer: boolean;
}

function match(text: string, at: number, group: ZoneNames): Name | undefined {
  for (const [i, name] of [group.long[0], group.short[0], group.long[1], group.short[1]].entries()) {
    if (name === '' || text.slice(at, at + name.length).toUpperCase() !== name.toUpperCase()) continue;
    return { text: name, isSummer: i > 1 };
  }
  return undefined;
}

function take(group: ZoneNames, { text, isSummer }: Name, at: number, fields: CalendarFields): number {
  const saving = isSummer ? group.saving : 0;
  const isSame =
    text === group.short[0] ? group.short[0] === group.short[1] : group.long[0] === group.long[1];
  fields.clear('zone-offset');
  if (isSame || (isSummer && saving === 0)) fields.clear('saving');
  else fields.set('saving', saving);
  return at + text.length;
}
