/** What (?idmsux-U) switches. (?c) is taken and does nothing, as in Java. */
export interface Flags {
  readonly ignoreCase: boolean;
  /** (?u): case of all letters, not of ASCII alone. */
  readonly unicodeCase: boolean;
  /** (?x): blanks and # comments in the pattern do not count. */
  readonly comments: boolean;
  /** (?m): ^ and $ at every line. */
  readonly multiline: boolean;
  /** (?s): a point is any character. */
  readonly dotAll: boolean;
  /** (?d): \n alone ends a line. */
  readonly unixLines: boolean;
  /** (?U): \w, \d, \s, \b and \p{Alpha} mean those of Unicode. */
  readonly unicodeClasses: boolean;
}

export const NO_FLAGS: Flags = {
  ignoreCase: false,
  unicodeCase: false,
  comments: false,
  multiline: false,
  dotAll: false,
  unixLines: false,
  unicodeClasses: false,
};

/** The flags with that of a letter on or off; undefined if it is none. */
export function withFlag(flags: Flags, letter: string, on: boolean): Flags | undefined {
  switch (letter) {
    case 'i':
      return { ...flags, ignoreCase: on };
    case 'u':
      return { ...flags, unicodeCase: on };
    case 'x':
      return { ...flags, comments: on };
    case 'm':
      return { ...flags, multiline: on };
    case 's':
      return { ...flags, dotAll: on };
    case 'd':
      return { ...flags, unixLines: on };
    case 'U':
      return { ...flags, unicodeClasses: on, unicodeCase: on };
    case 'c':
      return flags;
    default:
      return undefined;
  }
}
