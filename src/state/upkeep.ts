import { toSqlError } from '../common/errors.ts';
import type { ColdTier } from './cold-tier.ts';
import { chooseRun, mergeSegments } from './compaction.ts';
import type { CutTable } from './pending-segment.ts';
import type { SegmentInfo } from './segment.ts';
import type { SegmentFolder } from './segment-folder.ts';
import type { StateSnapshot } from './state-snapshot.ts';

export interface UpkeepPorts {
  readonly files: SegmentFolder;
  readonly tier: ColdTier | undefined;
  readonly warn: (text: string) => void;
  /** Bytes that a file of all that lives would have, about. */
  readonly liveBytes: () => number;
}

/** What follows commits, in the background, one after the other: changes go into the tier below, files are merged. */
export class Upkeep {
  readonly #ports: UpkeepPorts;
  readonly #closing = new AbortController();
  /** By `upTo`: the cuts that a segment holds, until they have arrived in the tier. */
  readonly #cuts = new Map<string, readonly CutTable[]>();
  #work: Promise<void> = Promise.resolve();
  #latest: StateSnapshot | undefined;
  #failure: unknown;

  constructor(ports: UpkeepPorts) {
    this.#ports = ports;
  }

  /** What went wrong for good; undefined: nothing. */
  get failure(): unknown {
    return this.#failure;
  }

  /** A segment was finished that holds these cuts. */
  finished({ upTo }: SegmentInfo, cuts: readonly CutTable[]): void {
    if (this.#ports.tier !== undefined) this.#cuts.set(upTo, cuts);
  }

  /** The segments have arrived in the tier: memory may forget what they hold. */
  arrived(segments: readonly SegmentInfo[]): void {
    for (const { upTo } of segments) {
      for (const { table, cut } of this.#cuts.get(upTo) ?? []) table.settle(cut.epoch);
      this.#cuts.delete(upTo);
    }
  }

  committed(snapshot: StateSnapshot): void {
    this.#latest = snapshot;
    this.#work = this.#work
      .then(() => this.#after(snapshot))
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#failure ??= error;
      });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }

  async #after(snapshot: StateSnapshot): Promise<void> {
    const { tier } = this.#ports;
    if (tier !== undefined) {
      await tier.committed(snapshot.segments, snapshot.states);
      this.arrived(snapshot.segments);
      await tier.clean();
    }
    if (snapshot === this.#latest) await this.#merge(snapshot);
  }

  async #merge(snapshot: StateSnapshot): Promise<void> {
    const { files, warn, tier, liveBytes } = this.#ports;
    // what is committed, in files of now: an earlier merge may have taken the place of some that the snapshot names
    const committed = new Set(snapshot.segments.map(({ upTo }) => upTo));
    const segments = files.chain.filter(({ upTo }) => committed.has(upTo));
    const sizes = segments.map(({ bytes }) => bytes);
    const run = chooseRun(sizes, tier === undefined ? liveBytes() : (sizes[0] ?? 0));
    if (run === undefined || this.#closing.signal.aborted) return;
    const inputs = segments.slice(run.from, run.to);
    try {
      const merged = await mergeSegments({
        disk: files.disk,
        folder: files.folder,
        inputs,
        file: files.nextName(),
        fromStart: run.from === 0,
        signal: this.#closing.signal,
      });
      files.replace(inputs, merged);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      warn(`files of the job's state could not be merged: ${toSqlError(error).message}`);
    }
  }
}
