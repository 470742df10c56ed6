import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SqlError } from '../../../src/common/errors.ts';
import type { ConnectorTable, Source } from '../../../src/connectors/connector.ts';
import { filesystem } from '../../../src/connectors/filesystem/index.ts';
import { FORMATS } from '../../../src/formats/index.ts';
import { kindAt, ROW_KIND_NAMES, type Row } from '../../../src/types/batch.ts';
import { INT, type SqlType } from '../../../src/types/type.ts';
import { fakeContext, tableOf, type FakeContext } from '../fake-context.ts';

export const FORMAT_MAP = new Map(FORMATS.map((format) => [format.name, format]));
export const forever = new AbortController().signal;

/** A folder of its own for the test at hand, with these files; gone at its end. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'weir-filesystem-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) put(join(folder, name), content);
  return folder;
}

export function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Path and content of all files below a folder, by path; part files are named `part-0`, `part-1` in their order. */
export function contents(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    try {
      const short = name.replace(/part-[0-9a-f-]{36}-0-/, 'part-');
      found[short] = readFileSync(join(folder, name), 'utf8');
    } catch {
      continue; // a folder
    }
  }
  return found;
}

export interface Context extends FakeContext {
  readonly notices: string[];
}

export function contextOf(settings: Readonly<Record<string, string>> = {}): Context {
  const notices: string[] = [];
  return { ...fakeContext(settings), formats: FORMAT_MAP, notices, notice: (text) => notices.push(text) };
}

/** A table of one column `a INT` in JSON, unless told otherwise. */
export function table(
  path: string,
  options: Readonly<Record<string, string>> = {},
  columns: Readonly<Record<string, SqlType>> = { a: INT },
): ConnectorTable {
  return tableOf(columns, { path, format: 'json', ...options });
}

export function sourceOf(written: ConnectorTable, context: Context = contextOf()): Source {
  filesystem.sourceTraits?.(written, FORMAT_MAP);
  const source = filesystem.createSource?.(written, context);
  if (source === undefined) throw new Error('the filesystem connector reads');
  onTestFinished(() => source.close());
  return source;
}

/** All rows until the end, in batches of `maxRows`. */
export async function rowsOf(source: Source, maxRows = 1024): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const batch = await source.poll(maxRows, forever);
    if (batch === undefined) return rows;
    rows.push(...batch.rows);
  }
}

export async function read(
  path: string,
  options?: Readonly<Record<string, string>>,
  columns?: Readonly<Record<string, SqlType>>,
): Promise<Row[]> {
  const source = sourceOf(table(path, options, columns));
  await source.start(undefined, forever);
  return rowsOf(source);
}

/** `+I 1 x` for each row. */
export async function changesOf(source: Source): Promise<string[]> {
  const changes: string[] = [];
  for (;;) {
    const batch = await source.poll(1024, forever);
    if (batch === undefined) return changes;
    for (const [i, row] of batch.rows.entries())
      changes.push([ROW_KIND_NAMES[kindAt(batch, i)], ...row].join(' '));
  }
}

/** Code, message and hint of what goes wrong. */
export async function failure(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return `${error.code} ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
  }
  return 'no error';
}

/** The offset of a position. */
export function offsetOf(position: string): string {
  return position.split(':')[0] ?? '';
}
