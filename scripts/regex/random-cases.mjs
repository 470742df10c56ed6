/** Patterns with texts made from a seed: the same seed, the same cases. */
export function randomCases(seed, count) {
  const random = mulberry(seed);
  const below = (n) => Math.floor(random() * n);
  const pick = (list) => list[below(list.length)];
  const text = () =>
    Array.from({ length: below(9) }, () => pick(['a', 'a', 'b', 'b', 'c', '\n', '1'])).join('');
  const cases = [];
  while (cases.length < count) cases.push([pattern(4), ...Array.from({ length: 5 }, text)]);
  return cases;

  function pattern(depth) {
    const alternatives = Array.from({ length: random() < 0.25 ? 2 : 1 }, () => sequence(depth));
    return alternatives.join('|');
  }

  function sequence(depth) {
    const length = pick([0, 1, 1, 2, 2, 3]);
    return Array.from({ length }, () => quantified(depth)).join('');
  }

  function quantified(depth) {
    const quantifier = random() < 0.45 ? pick(['*', '+', '?', '{2}', '{0,2}', '{1,3}', '{2,}']) : '';
    const mode = quantifier === '' ? '' : pick(['', '', '', '?', '+']);
    return atom(depth) + quantifier + mode;
  }

  function atom(depth) {
    const kind = depth === 0 ? 0 : random();
    if (kind < 0.55) return pick(['a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\d', '\\b', '^', '$']);
    if (kind < 0.75) return `(${pattern(depth - 1)})`;
    if (kind < 0.88) return `(?:${pattern(depth - 1)})`;
    if (kind < 0.91) return `(?>${pattern(depth - 1)})`;
    if (kind < 0.94) return `(?=${pattern(depth - 1)})`;
    if (kind < 0.96) return `(?!${pattern(depth - 1)})`;
    if (kind < 0.98) return `(?<=${pick(['a', 'ab?', 'a|bc', '[ab]{1,2}'])})`;
    return '\\1';
  }
}

function mulberry(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
