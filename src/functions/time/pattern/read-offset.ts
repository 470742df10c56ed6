import type { OffsetForm } from './element.ts';
import type { Parsed } from './parsed.ts';

/** Reads '+05:30' and the like; `zero` is how no offset is written. The place behind it, -1 where there is none. */
export function readOffset(text: string, at: number, form: OffsetForm, zero: string, parsed: Parsed): number {
  if (text.startsWith(zero, at)) return parsed.set('offset', 0) ? at + zero.length : -1;
  const colon = form.colon ? ':' : '';
  const seconds = form.seconds === 'none' ? '' : `(?:${colon}(\\d{2}))?`;
  const minutes = form.minutes === 'given' ? `${colon}(\\d{2})${seconds}` : `(?:${colon}(\\d{2}))?`;
  const match = new RegExp(`([+-])(\\d{2})${minutes}`, 'y');
  match.lastIndex = at;
  const found = match.exec(text);
  if (found === null) return -1;
  const [whole, sign, hour, minute = '0', second = '0'] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return -1;
  const offset = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return parsed.set('offset', sign === '-' ? -offset : offset) ? at + whole.length : -1;
}

const SHORT_GMT = /GMT(?:[+-]\d{1,2}(?::\d{2}(?::\d{2})?)?)?/y;
const FULL_GMT = /GMT(?:[+-]\d{2}:\d{2}(?::\d{2})?)?/y;

/** Reads 'GMT', 'GMT+8', in full 'GMT+08:00'. The place behind it, -1 where there is none. */
export function readGmtOffset(text: string, at: number, isFull: boolean): number {
  const pattern = isFull ? FULL_GMT : SHORT_GMT;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  // a sign must be followed by an offset
  if (found === null || (found[0] === 'GMT' && /[+-]/.test(text.charAt(at + 3)))) return -1;
  return at + found[0].length;
}
