import stringWidth from 'fast-string-width';

const PLAIN = /^[\x20-\x7e]*$/;

/** Cells that a text takes on a terminal; the text must be sanitised. */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The text with spaces before it, up to `width` cells; longer texts stay as they are. */
export function alignRight(text: string, width: number): string {
  const missing = width - displayWidth(text);
  return missing > 0 ? ' '.repeat(missing) + text : text;
}

/** The text with spaces behind it, up to `width` cells. */
export function alignLeft(text: string, width: number): string {
  const missing = width - displayWidth(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

/** At most `width` cells, with `…` in place of what is cut off. Never splits a character that is drawn as one. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, width * 8))) {
    const cells = displayWidth(segment);
    if (used + cells > width - 1) break;
    kept += segment;
    used += cells;
  }
  return `${kept}…`;
}
