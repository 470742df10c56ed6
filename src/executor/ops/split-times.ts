interface SplitTime {
  time: number;
  /** Clock of its last row, or of when it was first seen. */
  activeAt: number;
  isIdle: boolean;
}

/** How far event time has come in each split of a source. An idle split does not hold the others back. */
export class SplitTimes {
  readonly #splits = new Map<string, SplitTime>();

  /** A row of the split was seen at `now`; `time` is the highest so far, or -Infinity. */
  advance(name: string, time: number, now: number): void {
    const split = this.#of(name, now);
    split.activeAt = now;
    split.isIdle = false;
    if (time > split.time) split.time = time;
  }

  *all(): Iterable<[name: string, time: number]> {
    for (const [name, { time }] of this.#splits) yield [name, time];
  }

  highest(name: string): number {
    return this.#splits.get(name)?.time ?? -Infinity;
  }

  /** From now on these splits count and no others. */
  keep(names: Iterable<string>, now: number): void {
    const kept = new Set(names);
    for (const name of kept) this.#of(name, now);
    for (const name of this.#splits.keys()) if (!kept.has(name)) this.#splits.delete(name);
  }

  /**
   * Splits without a row since `idleMs` become idle, one after the other as if each had been looked at in time. The
   * highest of the lowest times in between: what was to be told before all of them were.
   */
  rest(now: number, idleMs: number): number | undefined {
    let highest = this.lowest;
    for (let next = this.#silent(now, idleMs); next !== undefined; next = this.#silent(now, idleMs)) {
      next.isIdle = true;
      const { lowest } = this;
      if (lowest !== undefined && (highest === undefined || lowest > highest)) highest = lowest;
    }
    return highest;
  }

  /** The split that is silent for longest and too long; of several the one that is furthest behind. */
  #silent(now: number, idleMs: number): SplitTime | undefined {
    let found: SplitTime | undefined;
    for (const split of this.#splits.values()) {
      if (split.isIdle || now - split.activeAt < idleMs) continue;
      const isBefore = found === undefined || split.activeAt < found.activeAt;
      if (isBefore || (split.activeAt === found?.activeAt && split.time < found.time)) found = split;
    }
    return found;
  }

  /** When the next split may become idle; Infinity when all are. */
  restAt(idleMs: number): number {
    let at = Infinity;
    for (const { activeAt, isIdle } of this.#splits.values())
      if (!isIdle) at = Math.min(at, activeAt + idleMs);
    return at;
  }

  /** The lowest time of the splits that are not idle; undefined when all are, or there are none. */
  get lowest(): number | undefined {
    let lowest: number | undefined;
    for (const { time, isIdle } of this.#splits.values()) {
      if (!isIdle && (lowest === undefined || time < lowest)) lowest = time;
    }
    return lowest;
  }

  /** The split that is waited for and furthest behind; `activeAt` is the clock of its last row. */
  slowest(): { name: string; time: number; activeAt: number; isAlone: boolean } | undefined {
    let found: { name: string; time: number; activeAt: number } | undefined;
    let waiting = 0;
    for (const [name, { time, activeAt, isIdle }] of this.#splits) {
      if (isIdle) continue;
      waiting++;
      if (found === undefined || time < found.time) found = { name, time, activeAt };
    }
    return found && { ...found, isAlone: waiting === 1 };
  }

  #of(name: string, now: number): SplitTime {
    let split = this.#splits.get(name);
    if (split === undefined) {
      split = { time: -Infinity, activeAt: now, isIdle: false };
      this.#splits.set(name, split);
    }
    return split;
  }
}
