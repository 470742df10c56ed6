const MOST = 256;

/** `compile` once for each pattern (or zone), also where it comes from a column: the last ones are kept, at most 256. */
export function perPattern<T>(compile: (pattern: string) => T): (pattern: string) => T {
  const known = new Map<string, T>();
  let lastPattern: string | undefined;
  let last: T | undefined;
  return (pattern) => {
    if (pattern === lastPattern && last !== undefined) return last;
    let made = known.get(pattern);
    if (made === undefined) {
      made = compile(pattern);
      if (known.size >= MOST) known.clear();
      known.set(pattern, made);
    }
    lastPattern = pattern;
    last = made;
    return made;
  };
}
