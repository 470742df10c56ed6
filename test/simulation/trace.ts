/** What happened in a run, in order, as one number; with `keep` also as lines. Two runs of one seed have the same. */
export class Trace {
  readonly lines: string[] = [];
  readonly #keep: boolean;
  #hash = 0x811c9dc5;
  #length = 0;

  constructor(keep: boolean) {
    this.#keep = keep;
  }

  note(line: string): void {
    this.#length++;
    for (let i = 0; i < line.length; i++) this.#hash = Math.imul(this.#hash ^ line.charCodeAt(i), 0x01000193);
    if (this.#keep) this.lines.push(line);
  }

  get length(): number {
    return this.#length;
  }

  get digest(): string {
    return `${this.#length}:${(this.#hash >>> 0).toString(16)}`;
  }
}
