/** One change of a store; `value` undefined deletes. */
export interface ColdChange {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** Keys and values in order of their bytes on disk, for state that is larger than memory. Whoever opened it closes it. */
export interface ColdStore {
  get(key: Uint8Array): Uint8Array | undefined;
  /** All or none; a crash may lose it, but never one and not what was written after it. */
  write(changes: readonly ColdChange[]): Promise<void>;
  /** All whose keys begin with `prefix`, those up to `after` left out, as they were when it was called. */
  entries(
    prefix: Uint8Array,
    after?: Uint8Array,
  ): AsyncIterable<readonly (readonly [key: Uint8Array, value: Uint8Array])[]>;
  close(): Promise<void>;
}

/** The stores in a folder. */
export interface ColdStores {
  list(): Promise<string[]>;
  /** Makes it if need be; undefined when another process has it open. */
  open(name: string): Promise<ColdStore | undefined>;
  /** Nothing happens when it is not there or is open elsewhere. */
  destroy(name: string): Promise<void>;
}
