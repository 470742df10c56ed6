import { basename } from 'node:path';
import type { Clock } from '../../common/clock.ts';
import { toSqlError } from '../../common/errors.ts';
import type { Decoder } from '../../formats/format.ts';
import type { BatchBuilder, RowKind } from '../../types/batch.ts';
import { compileCast } from '../../types/cast.ts';
import { STRING } from '../../types/type.ts';
import type { FilesystemTable } from './filesystem-table.ts';
import type { FoundFile } from './list-files.ts';
import type { Location } from './location.ts';
import { METADATA_COLUMNS, type MetadataKey } from './metadata-columns.ts';
import { partitionValues } from './partition-path.ts';

/** A column that is the same in all rows of a file. */
interface Constant {
  readonly index: number;
  readonly of: (file: FoundFile) => unknown;
}

/** Records of files to rows of one table; what a file's path and metadata say is put into each. */
export class RowReader {
  readonly #decoder: Decoder;
  readonly #constants: readonly Constant[];
  readonly #collect: (row: unknown[], kind: RowKind) => void;
  #values: readonly (readonly [index: number, value: unknown])[] = [];
  #into: BatchBuilder | undefined;

  constructor(table: FilesystemTable, root: Location, timeZone: string, clock: Clock) {
    const { format, options } = table.format;
    this.#decoder = format.decoder(table.fields, table.width, { options, timeZone, clock });
    this.#constants = [...metadata(table, timeZone), ...partitions(table, root, timeZone)];
    this.#collect =
      this.#constants.length === 0
        ? (row, kind) => this.#into?.add(row, kind)
        : (row, kind) => {
            for (const [index, value] of this.#values) row[index] = value;
            this.#into?.add(row, kind);
          };
  }

  /** What the format has left out so far. */
  get skipped(): number {
    return this.#decoder.skipped;
  }

  /** The next records are of this file. Throws for a path that does not fit the partitions. */
  begin(file: FoundFile): void {
    this.#values = this.#constants.map(({ index, of }) => [index, of(file)] as const);
  }

  /** Adds the rows of a record. Throws E_FORMAT without place. */
  read(bytes: Buffer, start: number, end: number, into: BatchBuilder): void {
    this.#into = into;
    this.#decoder.decode(bytes, start, end, this.#collect);
  }
}

function metadata({ metadata: columns }: FilesystemTable, timeZone: string): Constant[] {
  return columns.map(({ key, type, index, unused }) => {
    if (unused === true) return { index, of: () => null };
    const own = METADATA_COLUMNS.find((column) => column.key === key)?.type ?? type;
    const cast = compileCast(own, type, { timeZone });
    return { index, of: (file) => cast(metadataValue(file, key)) };
  });
}

function metadataValue(file: FoundFile, key: MetadataKey): unknown {
  switch (key) {
    case 'file.path':
      return file.path;
    case 'file.name':
      return basename(file.path);
    case 'file.size':
      return file.size;
    case 'file.modification-time':
      return file.modifiedMs;
  }
}

function partitions(
  { partitions: columns, defaultPartition }: FilesystemTable,
  root: Location,
  timeZone: string,
): Constant[] {
  const keys = columns.map(({ key }) => key);
  return columns.map(({ name, type, index }, i) => {
    const cast = compileCast(STRING, type, { timeZone });
    return {
      index,
      of(file) {
        const text = partitionValues(root, file, keys, defaultPartition)[i] ?? null;
        try {
          return cast(text);
        } catch (error) {
          const cause = toSqlError(error);
          throw cause.with({ message: `${file.shown}, partition '${name}': ${cause.message}`, cause });
        }
      },
    };
  });
}
