// Text counted in code points, as SQL does; JavaScript counts UTF-16 units.

/** Whether units and code points are the same. */
function isPlain(text: string): boolean {
  return !/[\ud800-\udbff]/.test(text);
}

/** Whether a place (in UTF-16 units) is between the two units of one code point. */
export function isInsidePair(text: string, unit: number): boolean {
  const [high, low] = [text.charCodeAt(unit - 1), text.charCodeAt(unit)];
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

/** The first `length` code points. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  if (isPlain(text)) return text.slice(0, length);
  return text.slice(0, unitOf(text, length));
}

/** Filled with blanks at the end to `length` code points. */
export function padText(text: string, length: number): string {
  if (text.length >= length && isPlain(text)) return text;
  return text + ' '.repeat(Math.max(0, length - codePoints(text)));
}

/** CHAR_LENGTH. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const high = text.charCodeAt(i);
    if (high < 0xd800 || high > 0xdbff) continue;
    const low = text.charCodeAt(i + 1);
    if (low >= 0xdc00 && low <= 0xdfff) count--;
  }
  return count;
}

/** Code points `start` (from 0) to before `end`. */
export function sliceText(text: string, start: number, end: number): string {
  if (end <= start) return '';
  return isPlain(text) ? text.slice(start, end) : text.slice(unitOf(text, start), unitOf(text, end));
}

/** Number of code points before UTF-16 unit `unit`. */
export function pointsBefore(text: string, unit: number): number {
  return isPlain(text) ? unit : codePoints(text.slice(0, unit));
}

/** Where in UTF-16 units code point `point` begins; the length behind the last one. */
export function unitOf(text: string, point: number): number {
  if (isPlain(text)) return Math.min(point, text.length);
  let unit = 0;
  for (let i = 0; i < point && unit < text.length; i++)
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  return unit;
}
