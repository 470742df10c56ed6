import { SqlError } from '../common/errors.ts';

/** Share of the budget at which the user is warned, and below which a later rise is worth another warning. */
const WARN_AT = 0.8;
const CALM_AT = 0.7;

/** What one job's state may take in memory. Counts what is reserved for it, so that it never understates. */
export class ByteBudget {
  readonly limit: number;
  /** Called when something does not fit, to give back what can be had again from disk. */
  relieve: (() => void) | undefined;
  readonly #warn: (text: string) => void;
  #used = 0;
  #warned = false;

  /** `warn` is called when four fifths are used that cannot be had again, once more only after it was clearly less. */
  constructor(limit: number, warn: (text: string) => void) {
    this.limit = limit;
    this.#warn = warn;
  }

  get used(): number {
    return this.#used;
  }

  /** Throws E_STATE_FULL when it does not fit; nothing is taken then. */
  take(bytes: number): void {
    if (this.#used + bytes > this.limit) this.relieve?.();
    const used = this.#used + bytes;
    if (used > this.limit) {
      throw new SqlError(
        'E_STATE_FULL',
        `the job's state needs more than its ${formatBytes(this.limit)} of memory`,
        {
          hint:
            this.relieve === undefined
              ? "SET 'weir.state.memory' to more, 'state.backend.type' = 'leveldb' to keep it on disk, or 'table.exec.state.ttl' to forget what is old"
              : "SET 'weir.state.memory' to more: what is in use at once does not fit",
        },
      );
    }
    this.#used = used;
    if (!this.#warned && this.relieve === undefined && used >= this.limit * WARN_AT) {
      this.#warned = true;
      this.#warn(
        `the job's state takes ${formatBytes(used)} of its ${formatBytes(this.limit)} ('weir.state.memory'); the job fails when it is used up`,
      );
    }
  }

  give(bytes: number): void {
    this.#used -= bytes;
    if (this.#used < this.limit * CALM_AT) this.#warned = false;
  }
}

function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${units[unit]}`;
}
