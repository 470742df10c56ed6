import type { LikePattern } from '../sql/ast/statement.ts';

/** Whether SHOW ... [NOT] LIKE lets the name through: % any text, _ one character, a backslash takes either as it is. */
export function matchesLike(name: string, like: LikePattern): boolean {
  const fold = (text: string) => (like.ignoreCase ? text.toLowerCase() : text);
  return matches(Array.from(fold(name)), Array.from(fold(like.pattern))) !== like.negated;
}

const ESCAPE = '\\';

/** Greedy with one way back, so no pattern can take longer than name times pattern. */
function matches(name: readonly string[], pattern: readonly string[]): boolean {
  let [n, p] = [0, 0];
  let [starAt, resumeAt] = [-1, 0];
  while (n < name.length) {
    const escaped = pattern[p] === ESCAPE && p + 1 < pattern.length;
    const wanted = escaped ? pattern[p + 1] : pattern[p];
    if (pattern[p] === '%' && !escaped) {
      starAt = p++;
      resumeAt = n;
    } else if (p < pattern.length && ((wanted === '_' && !escaped) || wanted === name[n])) {
      p += escaped ? 2 : 1;
      n++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      n = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '%') p++;
  return p === pattern.length;
}
