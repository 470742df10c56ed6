/** A parsed JSON value as a value of the type: null for JSON null, undefined if it is none. */
export type ReadValue = (json: unknown) => unknown;

/**
 * How the numbers of the document at hand are known. A text column that meets a number wants it as it stands in the
 * document (1.50, 1e3); only where that may differ from what JavaScript prints is the document read a second time.
 */
export class Numbers {
  /** The document is read with JsonNumbers. */
  exact = false;
  /** A reader asks for that. */
  wanted = false;
  #text = '';
  #fine: boolean | undefined;

  begin(text: string): void {
    this.#text = text;
    this.#fine = undefined;
    this.exact = false;
    this.wanted = false;
  }

  /** Asks for a second reading; what is read until then is thrown away. */
  want(): void {
    this.wanted = true;
  }

  /** Whether a number may look different as JavaScript prints it; then the row is made anew. */
  get unsure(): boolean {
    if (this.exact) return false;
    this.#fine ??= /[0-9][.eE]|-0|[0-9]{16}/.test(this.#text);
    if (this.#fine) this.want();
    return this.#fine;
  }
}
