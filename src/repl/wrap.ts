import { displayWidth } from './width.ts';

/** Less room than this for a column is not worth keeping it apart. */
const NARROWEST = 20;

/**
 * Lines as wide as `width` at most, broken at blanks. What goes on stands below where it began: behind the last gap of two
 * or more blanks, as in a list of names and what they mean. A single word that is wider stays whole.
 */
export function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (displayWidth(line) <= width ? [line] : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  const head = /^(?:.*\S)? {2,}(?=\S)/.exec(line)?.[0] ?? '';
  const column = displayWidth(head);
  const indent = width - column < NARROWEST ? '' : ' '.repeat(column);
  const lines: string[] = [];
  let last = head;
  let isBare = true;
  for (const word of line.slice(head.length).split(' ')) {
    const longer = isBare ? last + word : `${last} ${word}`;
    if (!isBare && displayWidth(longer) > width) {
      lines.push(last);
      last = indent + word;
    } else {
      last = longer;
    }
    isBare = false;
  }
  return [...lines, last];
}
