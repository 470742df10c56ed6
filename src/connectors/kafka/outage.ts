/** A broker that is restarted, or a leader that moves, is back before; what takes longer is told. */
const TOLD_AFTER_MS = 5000;

/** Tells once that something cannot be done for a while, and once that it can be done again. Nobody hears of short ones. */
export class Outage {
  readonly #subject: string;
  readonly #verb: string;
  readonly #notice: (text: string) => void;
  #since: number | undefined;
  #isTold = false;

  /** Of `subject`, e.g. `topic t`, it is told that it cannot be `verb`, e.g. `read`. */
  constructor(subject: string, verb: string, notice: (text: string) => void) {
    this.#subject = subject;
    this.#verb = verb;
    this.#notice = notice;
  }

  /** A try failed; `now` in epoch ms. */
  failed(error: unknown, now: number): void {
    this.#since ??= now;
    if (this.#isTold || now - this.#since < TOLD_AFTER_MS) return;
    this.#isTold = true;
    const seconds = Math.round((now - this.#since) / 1000);
    const why = error instanceof Error ? error.message : String(error);
    this.#notice(`${this.#subject} cannot be ${this.#verb} for ${seconds} s now: ${why}; trying again`);
  }

  worked(): void {
    this.#since = undefined;
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#notice(`${this.#subject} can be ${this.#verb} again`);
  }
}
