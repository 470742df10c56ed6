export const FAILED = 1;
export const SUCCEEDED = 2;

/** Bytes that it may take. */
const MOST_BYTES = 1 << 27;
/** Ends that it may remember: a Map takes some 40 bytes for each. */
const MOST_ENDS = 1 << 21;
/** Bytes that are kept for the next text. */
const MOST_KEPT = 1 << 18;

/** What came of choices at places of a text: two bits for each choice and place. Remembers nothing until it is started. */
export class OutcomeMemory {
  #bytes: Uint8Array | undefined;
  #spare = new Uint8Array(0);
  /** Where those end that succeeded. */
  readonly #ends = new Map<number, number>();

  get isOn(): boolean {
    return this.#bytes !== undefined;
  }

  /** Begins to remember; false if that would take too much memory. */
  start(count: number): boolean {
    const size = Math.ceil(count / 4);
    if (size > MOST_BYTES) return false;
    if (this.#spare.length < size) this.#spare = new Uint8Array(size);
    else this.#spare.fill(0, 0, size);
    this.#bytes = this.#spare;
    if (size > MOST_KEPT) this.#spare = new Uint8Array(0);
    return true;
  }

  stop(): void {
    this.#bytes = undefined;
    this.#ends.clear();
  }

  /** FAILED, SUCCEEDED or 0. */
  recall(index: number): number {
    const bytes = this.#bytes;
    return bytes === undefined ? 0 : ((bytes[index >> 2] ?? 0) >> ((index & 3) << 1)) & 3;
  }

  /** Where one that has SUCCEEDED ends. */
  endOf(index: number): number {
    return this.#ends.get(index) ?? -1;
  }

  fail(index: number): void {
    this.#record(index, FAILED);
  }

  succeed(index: number, end: number): void {
    if (this.#ends.size >= MOST_ENDS) return;
    this.#record(index, SUCCEEDED);
    this.#ends.set(index, end);
  }

  #record(index: number, outcome: number): void {
    const bytes = this.#bytes;
    if (bytes !== undefined) bytes[index >> 2] = (bytes[index >> 2] ?? 0) | (outcome << ((index & 3) << 1));
  }
}
