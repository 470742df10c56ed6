import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** What of standard input is needed; process.stdin is one. */
export interface KeySource {
  readonly isTTY?: boolean;
  setRawMode?(mode: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** Who gets what is typed. `line`: the line editor. `busy`: nobody, it waits. `keys`: single keys are answers. */
type Mode = 'line' | 'busy' | 'keys';

export interface KeyListener {
  /** A piece up to a line end, Ctrl-C or Ctrl-D, for the line editor. */
  edit(piece: string): void;
  /** Text of a paste, without line ends or control characters, for the line editor. */
  insert(text: string): void;
  /** A single key in mode `keys`; false when it means nothing here and is the beginning of the next line. */
  key(key: string): boolean;
  /** Ctrl-C while no line is edited. */
  interrupt(): void;
  /** There will be no more input. */
  end(): void;
}

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const MARKERS = /\x1b\[20[01]~/;
const CUT_MARKER = /\x1b(?:\[(?:2(?:0[01]?)?)?)?$/;
const PIECE = /^[^\r\n\x03\x04]*[\r\n\x03\x04]?/;

/**
 * Standard input in raw mode, handed on one line at a time: what is typed or pasted ahead waits until the statement
 * before it is done. Ctrl-C is heard at any moment and drops what waits.
 */
export class KeyInput {
  /** Reads like a terminal; made for the line editor, which gets pieces by `listener.edit`. */
  readonly lineStream = new Readable({ read() {} });
  readonly #source: KeySource;
  readonly #listener: KeyListener;
  readonly #decoder = new StringDecoder('utf8');
  #mode: Mode = 'busy';
  #queue: { text: string; pasted: boolean }[] = [];
  #pasting = false;
  #held = '';
  #sawReturn = false;
  #ended = false;
  #pumping = false;

  constructor(source: KeySource, listener: KeyListener) {
    this.#source = source;
    this.#listener = listener;
  }

  /** Begins to listen. `raw`: key by key, unseen. */
  start(raw: boolean): void {
    this.#source.on('data', (chunk) => this.#receive(this.#decoder.write(chunk)));
    this.#source.on('end', () => {
      this.#ended = true;
      this.#pump();
    });
    this.resume(raw);
  }

  /** Takes the terminal again after `pause`. */
  resume(raw: boolean): void {
    if (raw) this.#source.setRawMode?.(true);
    this.#source.resume();
  }

  /** Gives the terminal back. */
  pause(): void {
    this.#source.setRawMode?.(false);
    this.#source.pause();
  }

  /** Hands keys to someone else from now on. */
  setMode(mode: Mode): void {
    this.#mode = mode;
    this.#pump();
  }

  #receive(chunk: string): void {
    let rest = this.#held + chunk;
    this.#held = '';
    const cut = CUT_MARKER.exec(rest);
    // a lone Esc is a key; behind other text it may be the first part of a marker
    if (cut !== null && rest.length > 1) {
      this.#held = rest.slice(cut.index);
      rest = rest.slice(0, cut.index);
    }
    for (;;) {
      const marker = MARKERS.exec(rest);
      const text = marker === null ? rest : rest.slice(0, marker.index);
      if (text !== '') this.#accept(text);
      if (marker === null) break;
      this.#pasting = marker[0] === PASTE_START;
      rest = rest.slice(marker.index + PASTE_END.length);
    }
    this.#pump();
  }

  #accept(received: string): void {
    let text = received.replaceAll('\r\n', '\n');
    if (this.#sawReturn && text.startsWith('\n')) text = text.slice(1);
    this.#sawReturn = received.endsWith('\r');
    if (this.#pasting) return this.#enqueue(text, true);
    if (this.#mode === 'line') return this.#enqueue(text, false);
    const interrupt = text.lastIndexOf('\x03');
    if (interrupt >= 0) {
      this.#queue = [];
      text = text.slice(interrupt + 1);
      this.#listener.interrupt();
    }
    if (text === '') return;
    const isAnswer = this.#mode === 'keys' && isSingleKey(text) && this.#listener.key(text);
    if (!isAnswer) this.#enqueue(text, false);
  }

  #enqueue(text: string, pasted: boolean): void {
    if (text !== '') this.#queue.push({ text, pasted });
  }

  /** Piece by piece: after a line end the mode may have changed. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#mode === 'line' && this.#queue.length > 0) this.#handOn();
    if (this.#ended && this.#mode === 'line' && this.#queue.length === 0) this.#listener.end();
    this.#pumping = false;
  }

  #handOn(): void {
    const [item] = this.#queue;
    if (item === undefined) return;
    const piece = PIECE.exec(item.text)?.[0] ?? '';
    item.text = item.text.slice(piece.length);
    if (item.text === '') this.#queue.shift();
    if (!item.pasted) return this.#listener.edit(piece);
    const plain = piece.replace(/[\x00-\x08\x0b-\x1f\x7f\n]/g, '');
    if (plain !== '') this.#listener.insert(plain);
    if (/[\r\n]$/.test(piece)) this.#listener.edit('\r');
  }
}

/** One character, or one escape sequence; a text with more in it was typed ahead. */
function isSingleKey(text: string): boolean {
  return [...text].length === 1 || /^\x1b(\[[\d;]*[A-Za-z~]|O[A-Z]|.)?$/.test(text);
}
