import { SqlError } from '../../common/errors.ts';
import type { Framing } from '../../formats/format.ts';
import type { BatchBuilder } from '../../types/batch.ts';
import { isCutOff, isPacked, openBytes } from './byte-stream.ts';
import { ENDING_BYTES, endingOf, hasEnding } from './file-position.ts';
import { placeBadRecord } from './bad-record.ts';
import { RecordStream } from './record-stream.ts';
import type { RowReader } from './row-reader.ts';
import { replacedText, type TrackedFile } from './tracked-files.ts';

/** What all visits of one source share. */
export interface VisitParts {
  readonly reader: RowReader;
  readonly framing: Framing;
  readonly buffer: Buffer;
  readonly formatName: string;
  /** Files are read to their present end, and looked at again later. */
  readonly isTailing: boolean;
  readonly notice: (text: string) => void;
}

/** One file from where it stands to its end. `tracked.offset` follows the records whose rows were given out. */
export class FileVisit {
  readonly tracked: TrackedFile;
  readonly #parts: VisitParts;
  readonly #stream: RecordStream;
  /** No record that begins here or later. */
  readonly #until: number;
  #isCutOff = false;

  private constructor(tracked: TrackedFile, parts: VisitParts, stream: RecordStream) {
    this.tracked = tracked;
    this.#parts = parts;
    this.#stream = stream;
    this.#until = parts.isTailing || isPacked(tracked.file) ? Infinity : tracked.file.size;
  }

  /** Opens the file; the caller closes the visit. Throws E_IO, E_FORMAT. */
  static async open(tracked: TrackedFile, parts: VisitParts): Promise<FileVisit> {
    await checkRestored(tracked, parts);
    const { file, offset } = tracked;
    parts.reader.begin(file);
    // One byte earlier, to see whether the line break of the record before has come meanwhile.
    const from = offset > 0 && !isPacked(file) ? offset - 1 : offset;
    const stream = new RecordStream(
      file.shown,
      await openBytes(file, from),
      from,
      parts.framing,
      parts.buffer,
    );
    const visit = new FileVisit(tracked, parts, stream);
    if (from === offset) return visit;
    try {
      if ((await stream.fill()) && !stream.passLineBreak()) throw takenTooEarly(tracked);
    } catch (error) {
      await stream.close();
      throw error;
    }
    return visit;
  }

  /** Adds the rows of the records that are there, until `rows` has `maxRows`. Throws E_FORMAT; `place` knows where. */
  take(rows: BatchBuilder, maxRows: number): void {
    const stream = this.#stream;
    const until = this.#until;
    const { reader } = this.#parts;
    let offset = this.tracked.offset;
    try {
      while (rows.size < maxRows && stream.offset < until && stream.next()) {
        reader.read(stream.bytes, stream.start, stream.end, rows);
        offset = stream.offset;
      }
    } finally {
      this.#moveTo(offset);
    }
  }

  /** Reads on; false when the file, or the part of it that is wanted, is over. */
  async more(): Promise<boolean> {
    if (this.#stream.offset >= this.#until) return false;
    try {
      return await this.#stream.fill();
    } catch (error) {
      if (!this.#parts.isTailing || !isCutOff(error)) throw error;
      this.#isCutOff = true;
      const { file } = this.tracked;
      this.#parts.notice(`the end of ${file.shown} is missing: it is read on when the file has changed`);
      return false;
    }
  }

  /** After `more` gave false: a last line without line break is a record, of a file that may grow only if nothing was added for a while. */
  finish(rows: BatchBuilder): void {
    const { tracked } = this;
    const stream = this.#stream;
    const rest = stream.offset < this.#until && !this.#isCutOff ? stream.rest : 0;
    const packed = isPacked(tracked.file);
    const seen = packed ? tracked.file.size : stream.offset + rest;
    const mayGrow = this.#parts.isTailing && !packed;
    const isQuiet = tracked.rest === 'waiting' && tracked.seen === seen;
    tracked.seen = seen;
    tracked.rest = 'none';
    if (rest === 0) return;
    if (!mayGrow) return this.#takeRest(rows);
    tracked.rest = 'waiting';
    if (!isQuiet) return;
    tracked.rest = this.#tryRest(rows) ? 'none' : 'refused';
    if (tracked.rest === 'refused')
      this.#parts.notice(`${tracked.file.shown} ends within a record: it is read when it is complete`);
  }

  /** Says where a bad record stands; other errors come back as they are. */
  place(error: unknown): Promise<unknown> {
    const { bytes, start, end, recordOffset } = this.#stream;
    const record = bytes.subarray(start, end);
    return placeBadRecord(error, this.tracked.file, recordOffset, record, this.#parts.formatName);
  }

  close(): Promise<void> {
    return this.#stream.close();
  }

  #moveTo(offset: number): void {
    const { tracked } = this;
    if (tracked.offset === offset) return;
    tracked.offset = offset;
    tracked.ending = endingOf(this.#stream.before(offset, ENDING_BYTES));
  }

  #takeRest(rows: BatchBuilder): void {
    const stream = this.#stream;
    stream.giveRest();
    stream.next();
    this.#parts.reader.read(stream.bytes, stream.start, stream.end, rows);
    this.#moveTo(stream.offset);
  }

  /** false where the rest is no record (yet): half a document is none, and an ignored error is one too. */
  #tryRest(rows: BatchBuilder): boolean {
    const { reader } = this.#parts;
    const { offset, ending } = this.tracked;
    const skipped = reader.skipped;
    try {
      this.#takeRest(rows);
    } catch (error) {
      if (error instanceof SqlError && error.code === 'E_FORMAT') return false;
      throw error;
    }
    if (reader.skipped === skipped) return true;
    this.tracked.offset = offset;
    this.tracked.ending = ending;
    return false;
  }
}

/** A file that took the name while nobody looked is not the one whose rows were read. */
async function checkRestored(tracked: TrackedFile, { notice }: VisitParts): Promise<void> {
  const { file, offset, ending, isRestored } = tracked;
  tracked.isRestored = false;
  if (!isRestored || ending === undefined || (await hasEnding(file, offset, ending))) return;
  notice(replacedText(file));
  tracked.startAnew();
}

function takenTooEarly({ file, offset }: TrackedFile): SqlError {
  return new SqlError(
    'E_FORMAT',
    `${file.shown}, byte ${offset}: the line that ended here without line break was read, and goes on now`,
    { hint: "write whole lines, or look less often ('source.monitor-interval')" },
  );
}
