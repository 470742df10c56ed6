/** The matches that JavaScript's own engine finds, one after the other as Java goes on. */
export class NativeMatcher {
  readonly #regexp: RegExp;
  #text = '';
  #at = 0;
  #match: RegExpExecArray | null = null;

  constructor(source: string) {
    this.#regexp = new RegExp(source, 'g');
  }

  reset(text: string): void {
    this.#text = text;
    this.#at = 0;
    this.#match = null;
  }

  find(): boolean {
    const regexp = this.#regexp;
    regexp.lastIndex = this.#at;
    const match = this.#at > this.#text.length ? null : regexp.exec(this.#text);
    this.#match = match;
    if (match === null) {
      this.#at = this.#text.length + 1;
      return false;
    }
    // behind an empty match the next one begins a character later
    this.#at = match[0] === '' ? match.index + 1 : match.index + match[0].length;
    return true;
  }

  start(): number {
    return this.#match?.index ?? -1;
  }

  end(): number {
    return this.#match === null ? -1 : this.#match.index + this.#match[0].length;
  }

  group(group: number): string | null {
    return this.#match?.[group] ?? null;
  }
}
