import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { redact } from '../common/redact.ts';

const LIMIT = 5000;
/** A longer statement is a script, not something to recall. */
const LONGEST = 64 * 1024;

/**
 * The statements typed, secrets masked. Each is one line of the file (JSON, so that line ends survive), appended as
 * soon as it is complete, so that a crash loses nothing and several shells can share the file (mode 0600).
 */
export class History {
  readonly #path: string | undefined;
  /** Newest first, as line editors want it. */
  readonly #entries: string[];
  #writable: boolean;

  /** Without a path nothing is kept beyond this process. */
  constructor(path: string | undefined) {
    this.#path = path;
    this.#writable = path !== undefined;
    this.#entries = path === undefined ? [] : read(path);
  }

  /** Newest first. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Keeps a statement; not one that begins with a space or repeats the last one. */
  add(statement: string): void {
    if (/^\s/.test(statement) || statement.length > LONGEST) return;
    const entry = redact(statement.trimEnd());
    if (entry === '' || entry === this.#entries[0]) return;
    this.#entries.unshift(entry);
    if (this.#entries.length > LIMIT) this.#entries.pop();
    if (this.#path === undefined || !this.#writable) return;
    try {
      append(this.#path, entry);
    } catch {
      this.#writable = false; // a home that cannot be written must not stop the shell
    }
  }

  /** Keeps a text within reach until the next start: a line given up by Ctrl-C. */
  keepUnsaved(text: string): void {
    const entry = text.trim();
    if (entry !== '' && entry !== this.#entries[0]) this.#entries.unshift(entry);
  }
}

function append(path: string, entry: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
}

/** Newest first; unreadable lines are left out, a file grown too long is cut, its mode set right. */
function read(path: string): string[] {
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
    chmodSync(path, 0o600);
  } catch {
    return []; // no file yet, or none that we may read
  }
  const entries = lines.flatMap(parseLine);
  const kept = entries.slice(-LIMIT);
  if (entries.length > LIMIT * 1.2) rewrite(path, kept);
  return kept.toReversed();
}

function parseLine(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'string' ? [entry] : [];
  } catch {
    return [];
  }
}

function rewrite(path: string, entries: readonly string[]): void {
  const temporary = `${path}.new`;
  try {
    writeFileSync(temporary, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // the long file goes on being used
  }
}
