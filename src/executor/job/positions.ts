import type { Positions } from '../../connectors/connector.ts';

/** By split the lowest position of all sources: what a group with one offset per partition can hold. */
export function lowestPositions(all: readonly Positions[]): Map<string, string> {
  const lowest = new Map<string, string>();
  for (const positions of all) {
    for (const [split, at] of positions) {
      const known = lowest.get(split);
      if (known === undefined || BigInt(at) < BigInt(known)) lowest.set(split, at);
    }
  }
  return lowest;
}

/** Whether sources of the same splits stand at different positions, of which one offset per partition keeps the lowest alone. */
export function areApart(all: readonly Positions[]): boolean {
  const lowest = lowestPositions(all);
  return all.some((positions) => [...positions].some(([split, at]) => lowest.get(split) !== at));
}

/** Whether all sources stand where they stood. */
export function samePositions(a: ReadonlyMap<string, Positions>, b: ReadonlyMap<string, Positions>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, positions] of a) {
    const others = b.get(id);
    if (others === undefined || others.size !== positions.size) return false;
    for (const [split, at] of positions) if (others.get(split) !== at) return false;
  }
  return true;
}
