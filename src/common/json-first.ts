import { endOfJsonString } from './json-text.ts';

/**
 * The first JSON value of a text by `parse`; what follows it is not looked at, as Jackson and so Flink do.
 * undefined if there is none. Costs more than `parse` only where that fails.
 */
export function parseFirst(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    const end = endOfFirst(text);
    if (end === undefined) return undefined;
    try {
      return parse(text.slice(0, end));
    } catch {
      return undefined;
    }
  }
}

/** Where the first value ends, if more than blanks follow it. */
function endOfFirst(text: string): number | undefined {
  const token = /["[\]{}]|[^\s"[\]{}]+/g;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === '"') token.lastIndex = endOfJsonString(text, match.index);
    if (found === '[' || found === '{') depth++;
    else if (found === ']' || found === '}') depth--;
    if (depth > 0) continue;
    const isClosed = /["\]}]$/.test(found) || /\s/.test(text[token.lastIndex] ?? '');
    return isClosed && token.lastIndex < text.trimEnd().length ? token.lastIndex : undefined;
  }
  return undefined;
}
