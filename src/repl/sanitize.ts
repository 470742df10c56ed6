/** Control, format and line-separating characters and lone surrogates: nothing of them may reach a terminal. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{e0100}-\u{e01ef}]/gu;
/** Texts without anything to do, nearly all. */
const PLAIN = /^[\x20-\x7e]*$/;
const JOINER = '\u200d';
const PICTURE_BEFORE = /[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}]\ufe0f?$/u;
const PICTURE_AFTER = /^\p{Extended_Pictographic}/u;

/**
 * A cell, a name or a message as one line that a terminal prints and does not obey: control characters become
 * visible symbols, direction marks and invisible characters their escapes. Emoji joined by U+200D stay whole.
 */
export function sanitize(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSAFE, visible);
}

/** The same for text of several lines: line ends stay, tabs become spaces. */
export function sanitizeLines(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => sanitize(line.replaceAll('\t', '    ')))
    .join('\n');
}

function visible(character: string, at: number, whole: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return '⏎';
  if (character === '\t') return '→';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (character === JOINER && joinsPictures(whole, at)) return character;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function joinsPictures(whole: string, at: number): boolean {
  return (
    PICTURE_BEFORE.test(whole.slice(Math.max(0, at - 4), at)) &&
    PICTURE_AFTER.test(whole.slice(at + 1, at + 3))
  );
}
