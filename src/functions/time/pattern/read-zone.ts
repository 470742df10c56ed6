import { zoneIds, zoneNames } from './zone-list.ts';

const PREFIXED = /(?:UTC|UT|GMT)(?:[+-]\d{2}(?::\d{2}(?::\d{2})?)?)?/y;
const OFFSET = /[+-]\d{2}(?::\d{2}(?::\d{2})?)?|Z/y;

/**
 * Reads the id of a time zone, or its short or full name. The place behind it, -1 where there is none.
 * Nothing asks which zone it is: a moment read by a pattern has none.
 */
export function readZone(text: string, at: number, names: 'none' | 'short' | 'full'): number {
  if (text.startsWith('GMT0', at)) return at + 4;
  for (const pattern of [PREFIXED, OFFSET]) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null && found[0] !== 'Z') return at + found[0].length;
  }
  const known = names === 'none' ? zoneIds() : zoneNames(names);
  let longest = 0;
  for (let length = 1; length <= 40 && at + length <= text.length; length++) {
    if (known.has(text.slice(at, at + length))) longest = length;
  }
  if (longest > 0) return at + longest;
  return text[at] === 'Z' ? at + 1 : -1;
}
