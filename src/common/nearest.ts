/**
 * The known names closest to a misspelt one, best first, at most three; nothing when none is close.
 * Distance is Damerau-Levenshtein without case, up to a third of the length; a shared prefix counts as half a step, and so
 * does being short for the name: cnt for COUNT.
 */
export function nearest(name: string, known: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const scored: { candidate: string; score: number }[] = [];
  for (const candidate of new Set(known)) {
    const lower = candidate.toLowerCase();
    if (candidate === name) continue;
    const steps = distance(wanted, lower);
    if (wanted.length >= 3 && wanted === withoutVowels(lower)) {
      scored.push({ candidate, score: 0.5 });
      continue;
    }
    const prefixed = wanted.length >= 3 && lower.startsWith(wanted.slice(0, 3));
    if (steps <= limit) scored.push({ candidate, score: steps - (prefixed ? 0.5 : 0) });
  }
  scored.sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, 3).map((s) => s.candidate);
}

function withoutVowels(name: string): string {
  return name.slice(0, 1) + name.slice(1).replaceAll(/[aeiou]/g, '');
}

/** `did you mean 'a' or 'b'?`, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const names = nearest(name, known);
  if (names.length === 0) return undefined;
  return `did you mean ${names.map((n) => `'${n}'`).join(' or ')}?`;
}

/** Edits (insert, delete, replace, swap of neighbours) from one text to the other. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 16) return Infinity;
  let twoBack: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (twoBack[j - 2] ?? 0) + 1);
      row.push(best);
    }
    twoBack = before;
    before = row;
  }
  return before[b.length] ?? 0;
}
