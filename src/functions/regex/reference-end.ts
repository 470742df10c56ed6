import { foldAscii, foldUnicode } from './case-folding.ts';
import type { ReferenceNode } from './syntax.ts';

/** Where text[start, end) that stands at `at` again ends there, -1 if it does not. */
export function referenceEnd(
  text: string,
  start: number,
  end: number,
  at: number,
  fold: ReferenceNode['fold'],
): number {
  const size = end - start;
  if (at + size > text.length) return -1;
  if (fold === 'none') return text.startsWith(text.slice(start, end), at) ? at + size : -1;
  const folded = fold === 'ascii' ? foldAscii : foldUnicode;
  for (let i = 0; i < size; i++) {
    const a = text.codePointAt(start + i) ?? 0;
    const b = text.codePointAt(at + i) ?? 0;
    if (a !== b && folded(a) !== folded(b)) return -1;
  }
  return at + size;
}
