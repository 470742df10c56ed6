const MOST_KEPT = 100;
/** What is made of longer texts may be large, and is kept until the next one only. */
const LONGEST_KEPT = 10_000;

/**
 * What `make` makes of a text that comes with the rows (a pattern, a format, a zone), made once for each: the last 100 are
 * kept. `option` goes with the text, and is given always or never.
 */
export function remembering<T>(
  make: (text: string, option?: string) => T,
): (text: string, option?: string) => T {
  const kept = new Map<string, { readonly made: T }>();
  let lastText: string | undefined;
  let lastOption: string | undefined;
  let last: { readonly made: T } | undefined;
  return (text, option) => {
    // mostly it is the one of the row before
    if (last !== undefined && text === lastText && option === lastOption) return last.made;
    const key = option === undefined ? text : `${option.length} ${option}${text}`;
    last = kept.get(key);
    if (last === undefined) {
      last = { made: make(text, option) };
      if (key.length <= LONGEST_KEPT) {
        if (kept.size === MOST_KEPT) for (const oldest of kept.keys()) if (kept.delete(oldest)) break;
        kept.set(key, last);
      }
    }
    lastText = text;
    lastOption = option;
    return last.made;
  };
}
