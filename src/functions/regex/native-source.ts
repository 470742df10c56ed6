import type { CharSet } from './char-set.ts';
import type { Border, Regex, RegexNode } from './syntax.ts';

/** A pattern in JavaScript's syntax. */
export interface NativeSource {
  readonly source: string;
  /** Means the same on texts of ASCII only; else on all texts without characters of two code units. */
  readonly isAsciiOnly: boolean;
}

/** The pattern for JavaScript, which needs no flags; undefined where it would mean something else than in Java. */
export function nativeSource({ root }: Regex): NativeSource | undefined {
  const isAsciiOnly = needsAscii(root);
  const source = write(root, isAsciiOnly, false);
  return source === undefined ? undefined : { source, isAsciiOnly };
}

/** \b asks for letters of Unicode, and so may sets. */
function needsAscii(node: RegexNode): boolean {
  if (node.kind === 'set') return node.set.ranges === undefined;
  if (node.kind === 'border') return node.border === 'word' || node.border === 'not-word';
  if ('parts' in node) return node.parts.some(needsAscii);
  return 'part' in node && needsAscii(node.part);
}

const BORDERS: Readonly<Partial<Record<Border, string>>> = {
  'text-start': '^',
  'text-end': '$',
  'last-line-end': '(?=(?:\\r\\n|[\\r\\u0085\\u2028\\u2029]|(?<!\\r)\\n)?$)',
  'unix-last-line-end': '(?=\\n?$)',
  word: '\\b',
  'not-word': '\\B',
};

/** `isOptional`: in an iteration of a loop that need not come here: JavaScript forgets a group there, Java does not. */
function write(node: RegexNode, ascii: boolean, isOptional: boolean): string | undefined {
  switch (node.kind) {
    case 'set':
      return writeSet(node.set, ascii);
    case 'border':
      return BORDERS[node.border];
    case 'group': {
      const part = isOptional ? undefined : write(node.part, ascii, isOptional);
      return part === undefined ? undefined : `(${part})`;
    }
    case 'sequence':
      return joined(node.parts, '', ascii, isOptional);
    case 'choice': {
      const parts = joined(node.parts, '|', ascii, isOptional);
      return parts === undefined ? undefined : `(?:${parts})`;
    }
    default:
      return undefined;
    case 'repeat': {
      // of an iteration that took nothing both have their own idea, see `harmlessLength`
      const part = write(node.part, ascii, isOptional || (node.max > 1 && hasOptionalGroup(node.part)));
      if (part === undefined) return undefined;
      const count = `{${node.min},${node.max === Infinity ? '' : node.max}}`;
      return `(?:${part})${count}${node.mode === 'lazy' ? '?' : ''}`;
    }
  }
}

function joined(
  parts: readonly RegexNode[],
  by: string,
  ascii: boolean,
  isOptional: boolean,
): string | undefined {
  const written = parts.map((part) => write(part, ascii, isOptional));
  return written.includes(undefined) ? undefined : written.join(by);
}

/** Whether a group may be left out while the node matches. */
function hasOptionalGroup(node: RegexNode, isOptional = false): boolean {
  switch (node.kind) {
    case 'group':
      return isOptional || hasOptionalGroup(node.part, isOptional);
    case 'sequence':
      return node.parts.some((part) => hasOptionalGroup(part, isOptional));
    case 'choice':
      return node.parts.some((part) => hasOptionalGroup(part, true));
    case 'repeat':
      return hasOptionalGroup(node.part, isOptional || node.min === 0);
    default:
      return false;
  }
}

/** As a class of explicit ranges: nothing hangs on flags, locale or what \w means. */
function writeSet(set: CharSet, ascii: boolean): string {
  const ranges = ascii ? asciiRanges(set) : (set.ranges ?? []);
  let source = '';
  for (let i = 0; i < ranges.length; i += 2) {
    const [first = 0, last = 0] = [ranges[i], ranges[i + 1]];
    if (first > 0xffff) break;
    source += first === last ? escape(first) : `${escape(first)}-${escape(Math.min(last, 0xffff))}`;
  }
  return ranges.length === 2 && ranges[0] === ranges[1] && source !== '' ? source : `[${source}]`;
}

function asciiRanges(set: CharSet): number[] {
  const ranges: number[] = [];
  for (let code = 0; code < 128; code++) {
    if (!set.has(code)) continue;
    if (ranges.at(-1) === code - 1) ranges[ranges.length - 1] = code;
    else ranges.push(code, code);
  }
  return ranges;
}

function escape(code: number): string {
  const character = String.fromCharCode(code);
  return /[A-Za-z0-9]/.test(character) ? character : `\\u${code.toString(16).padStart(4, '0')}`;
}
