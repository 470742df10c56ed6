import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock, settle } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { parseDuration } from '../../src/common/duration.ts';
import { openSession } from '../../src/index.ts';
import { nodeModuleLoader, type ImportModule } from '../../src/node-module-loader.ts';
import type { Change, Result, ResultColumn } from '../../src/session/result.ts';
import type { Session, SessionParts } from '../../src/session/session.ts';
import { splitStatements } from '../../src/sql/splitter.ts';
import { formatValue } from '../../src/types/format-value.ts';
import { printType } from '../../src/types/type.ts';

/** Where the clock of a transcript stands at its beginning. */
const START = Date.UTC(2026, 0, 15, 12);

const nativeImport = createRequire(import.meta.url)('./native-import.cjs') as ImportModule;

/** One piece of a transcript: what stands above `---` (`tag` and `input`), or lines that pass through. */
interface Block {
  readonly lead: readonly string[];
  readonly tag: string;
  readonly input: string;
}

/**
 * Runs a transcript in a session of its own and returns it with the answers filled in. Blocks are separated by blank
 * lines; `#` lines are comments. Tags in front of a statement:
 *
 * - none: one or more statements, rows as `'text' | 1 | NULL`; an INSERT is waited for
 * - `!>` an error is expected; `[plan]>` the plan comes first; `[types]>` names and types of the columns come first
 * - `[bag]>` rows in no order of their own: printed sorted
 * - `[background]>` an INSERT that goes on
 * - `[stream until 5]>` leaves the query open and prints its first 5 changes, `[until 3]` the next 3, `[stop]` ends it
 * - `${env:SCRATCH}` in an option is a folder of the transcript's own, empty at its beginning
 * - `[feed t] {json}` puts a row into a table of connector 'values'; `[clock +5s]` moves time on
 */
export async function runTranscript(text: string, parts: Partial<SessionParts> = {}): Promise<string> {
  const clock = new FakeClock(START);
  const said: string[] = [];
  const scratch = new Scratch();
  const session = await openSession({
    clock,
    random: seeded(),
    environment: {
      variable: (name) => (name === 'SCRATCH' ? scratch.folder : undefined),
      readFile: () => '',
    },
    modules: nodeModuleLoader(process, nativeImport),
    ...parts,
  });
  session.on('notice', (line) => said.push(`notice: ${line}`));
  session.on('print', (line) => said.push(line));
  const runner = new Runner(session, clock, said);
  const out: string[] = [];
  for (const block of splitBlocks(text)) {
    out.push(...block.lead);
    if (block.input === '' && block.tag === '') continue;
    const head =
      block.tag === '' ? block.input : block.input === '' ? block.tag : `${block.tag} ${block.input}`;
    const answer = await runner.run(block);
    out.push(head, ...(answer === undefined ? [] : ['---', ...answer]), '');
  }
  await runner.close();
  return scratch.close(`${out.join('\n').trimEnd()}\n`);
}

/** A folder that is made when it is asked for. */
class Scratch {
  #folder: string | undefined;

  get folder(): string {
    return (this.#folder ??= mkdtempSync(join(tmpdir(), 'weir-golden-')));
  }

  /** Removes it; the transcript comes back without its name, and with part files by number. */
  close(transcript: string): string {
    if (this.#folder === undefined) return transcript;
    rmSync(this.#folder, { recursive: true, force: true });
    return transcript.replaceAll(this.#folder, 'SCRATCH').replace(/part-[0-9a-f-]{36}-0-/g, 'part-');
  }
}

class Runner {
  readonly #session: Session;
  readonly #clock: FakeClock;
  readonly #said: string[];
  #stream:
    { columns: readonly ResultColumn[]; rows: AsyncIterator<readonly Change[]>; left: Change[] } | undefined;

  constructor(session: Session, clock: FakeClock, said: string[]) {
    this.#session = session;
    this.#clock = clock;
    this.#said = said;
  }

  /** The lines of the answer; undefined for a directive that has none. */
  async run({ tag, input }: Block): Promise<string[] | undefined> {
    const lines = await this.#answer(tag, input).catch((error: unknown) => errorLines(error, input));
    const said = this.#said.splice(0);
    if (lines === undefined && said.length === 0) return undefined;
    return [...said, ...(lines ?? [])]
      .flatMap((line) => line.split('\n'))
      .map((line) => (line === '' ? '.' : line));
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.#session.close({ drain: false });
  }

  async #answer(tag: string, input: string): Promise<string[] | undefined> {
    const clock = /^\[clock \+(.*)\]$/.exec(tag);
    if (clock !== null) {
      await this.#clock.advance(parseDuration(clock[1] ?? '') ?? 0);
      return undefined;
    }
    const feed = /^\[feed (.*)\]$/.exec(tag);
    if (feed !== null)
      return this.#statement(`INSERT INTO ${feed[1] ?? ''} ${feedValues(input)}`).then(() => undefined);
    const until = /^\[(?:stream )?until (\d+)\](>?)$/.exec(tag);
    if (until !== null) {
      if (until[2] === '>') await this.#open(input);
      return this.#take(Number(until[1]));
    }
    if (tag === '[stop]') {
      await this.#stop();
      return undefined;
    }
    if (tag === '!>') return this.#failure(input);
    const lines: string[] = [];
    if (tag === '[plan]>') {
      const sql = `EXPLAIN ${input}`;
      lines.push(...(await this.#plan(sql).catch((error: unknown) => errorLines(error, sql))));
    }
    for (const { start, end } of splitStatements(input).statements) {
      const sql = input.slice(start, end);
      const result = await this.#waitFor(this.#session.execute(sql)).catch((error: unknown) =>
        errorLines(error, sql),
      );
      if (Array.isArray(result)) return [...lines, ...result];
      if (tag === '[types]>' && result.kind === 'rows') {
        lines.push(result.columns.map(({ name, type }) => `${name} ${printType(type)}`).join(' | '));
      }
      const answer = await this.#print(result, tag === '[background]>').catch((error: unknown) =>
        errorLines(error, sql),
      );
      lines.push(...(tag === '[bag]>' ? answer.toSorted() : answer));
    }
    return lines;
  }

  async #plan(sql: string): Promise<string[]> {
    const result = await this.#session.execute(sql);
    const lines: string[] = [];
    if (result.kind !== 'rows') return lines;
    for await (const changes of result.rows) lines.push(...changes.map(({ values }) => String(values[0])));
    return lines;
  }

  async #statement(sql: string): Promise<string[]> {
    return this.#print(await this.#waitFor(this.#session.execute(sql)), false);
  }

  async #failure(sql: string): Promise<string[]> {
    try {
      const result = await this.#waitFor(this.#session.execute(sql));
      return ['no error', ...(await this.#print(result, false))];
    } catch (error) {
      return errorLines(error, sql);
    }
  }

  async #print(result: Result, detached: boolean): Promise<string[]> {
    switch (result.kind) {
      case 'message':
        return [result.text];
      case 'command':
        return [`(${result.command})`];
      case 'job': {
        const { job } = result;
        if (detached) {
          await settle();
          return [`job '${job.name}' ${job.state}`];
        }
        await this.#waitFor(job.done);
        if (job.error !== undefined) return errorLines(job.error, '');
        return [`job '${job.name}' ${job.state}, ${job.figures().rowsOut} rows written`];
      }
      case 'rows': {
        const lines: string[] = [];
        const rows = result.rows[Symbol.asyncIterator]();
        for (;;) {
          const step = await this.#waitFor(rows.next());
          if (step.done === true) return lines;
          for (const change of step.value)
            lines.push(changeText(change, result.columns, !result.utility && change.op !== '+I'));
        }
      }
    }
  }

  /** Waits while time moves on in small steps: mock models and pacing sources live on the transcript's clock. */
  async #waitFor<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    void promise.then(
      () => (settled = true),
      () => (settled = true),
    );
    for (let turn = 0; turn < 20 && !settled; turn++) await settle();
    while (!settled) await this.#clock.advance(10);
    return promise;
  }

  async #open(sql: string): Promise<void> {
    await this.#stop();
    const result = await this.#waitFor(this.#session.execute(sql));
    if (result.kind !== 'rows') throw new Error('[stream] needs a query');
    this.#stream = { columns: result.columns, rows: result.rows[Symbol.asyncIterator](), left: [] };
  }

  async #take(count: number): Promise<string[]> {
    const stream = this.#stream;
    if (stream === undefined) throw new Error('no stream is open');
    while (stream.left.length < count) {
      const step = await this.#waitFor(stream.rows.next());
      if (step.done === true) {
        return [...stream.left.splice(0).map((change) => changeText(change, stream.columns, true)), '(end)'];
      }
      stream.left.push(...step.value);
    }
    return stream.left.splice(0, count).map((change) => changeText(change, stream.columns, true));
  }

  async #stop(): Promise<void> {
    await this.#stream?.rows.return?.();
    this.#stream = undefined;
  }
}

function splitBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let lead: string[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '' || line.startsWith('#')) {
      if (line !== '' || (i > 0 && (lines[i - 1] ?? '').startsWith('#'))) lead.push(line);
      continue;
    }
    const input: string[] = [];
    while (i < lines.length && lines[i] !== '' && lines[i] !== '---') input.push(lines[i++] ?? '');
    while (i < lines.length && lines[i] !== '') i++; // the answer that stands there
    const [, tag = '', rest = ''] = /^(!>|\[[^\]]*\]>?)? ?([\s\S]*)$/.exec(input.join('\n')) ?? [];
    blocks.push({ lead, tag, input: rest });
    lead = [];
  }
  if (lead.length > 0) blocks.push({ lead, tag: '', input: '' });
  return blocks;
}

function feedValues(json: string): string {
  const row = JSON.parse(json) as Record<string, unknown>;
  const values = Object.values(row).map((value) => {
    if (value === null) return 'CAST(NULL AS STRING)';
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  });
  return `(${Object.keys(row)
    .map((name) => `\`${name}\``)
    .join(', ')}) VALUES (${values.join(', ')})`;
}

function changeText({ op, values }: Change, columns: readonly ResultColumn[], withOp: boolean): string {
  const cells = values.map((value, i) => {
    const type = columns[i]?.type;
    if (value === null || type === undefined) return 'NULL';
    const text = formatValue(value, type, { timeZone: 'UTC' });
    return type.kind === 'CHAR' || type.kind === 'VARCHAR' ? `'${text}'` : text;
  });
  return (withOp ? [op, ...cells] : cells).join(' | ');
}

function errorLines(error: unknown, sql: string): string[] {
  if (!(error instanceof SqlError)) throw error;
  const lines = [`Error: [${error.code}] ${error.message}`];
  if (error.span !== undefined && sql !== '') lines.push(...caret(sql, error.span.start, error.span.end));
  if (error.hint !== undefined) lines.push(`  hint: ${error.hint}`);
  return lines;
}

function caret(sql: string, start: number, end: number): string[] {
  const lineStart = sql.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = sql.indexOf('\n', start) === -1 ? sql.length : sql.indexOf('\n', start);
  const width = Math.max(1, Math.min(end, lineEnd) - start);
  return [`  ${sql.slice(lineStart, lineEnd)}`, `  ${' '.repeat(start - lineStart)}${'^'.repeat(width)}`];
}

/** A small generator with a fixed seed, so that datagen and jitter repeat. */
function seeded(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
