import type { Positions, Source } from '../../connectors/connector.ts';

/** What a source has given out so far. */
interface Standing {
  readonly source: Source;
  readonly positions: Positions;
}

/**
 * Where sources end that are told to: those of one split all at the position of the one that is ahead, so that a job which
 * reads a topic twice ends as if it had been read up to there. None for a source that can end where it is.
 */
export function commonEnds(all: readonly Standing[]): Map<Source, Positions> {
  const highest = new Map<string, { readonly at: string; readonly readers: number }>();
  const shared = all.filter(({ source }) => source.store !== undefined);
  for (const { positions } of shared) {
    for (const [split, at] of positions) {
      const known = highest.get(split);
      const isAhead = known === undefined || BigInt(at) > BigInt(known.at);
      highest.set(split, { at: isAhead ? at : known.at, readers: (known?.readers ?? 0) + 1 });
    }
  }
  const ends = new Map<Source, Positions>();
  for (const { source, positions } of shared) {
    const own = [...positions.keys()].flatMap((split) => {
      const end = highest.get(split);
      return end === undefined ? [] : [{ split, ...end }];
    });
    if (own.some(({ readers }) => readers > 1))
      ends.set(source, new Map(own.map(({ split, at }) => [split, at])));
  }
  return ends;
}
