import type { Change, Job, Result } from '../session/result.ts';
import { eachChanges } from './changes.ts';
import { footerLines, modelSummary } from './render/figures.ts';
import { countRows } from './render/row-writer.ts';
import { RowTable } from './render/table.ts';
import { ESCAPE, type View } from './view.ts';

type Rows = Result & { kind: 'rows' };

/** Rows that decide the widths, and how long to wait for more of them. */
const SAMPLE_ROWS = 100;
const SAMPLE_MS = 150;
const TICK_MS = 100;
/** A query that ends sooner needs no footer. */
const QUICK_MS = 300;
const SILENT_MS = 5000;

/** When a live result is left without anyone's doing. */
export interface LeaveAfter {
  readonly rows: number;
  readonly ms: number;
}

/**
 * Shows a query's rows as they come, its figures in a footer below them. Q, Esc and Ctrl-C leave at once, the rows
 * stay; one line says what became of everything.
 */
export async function showQuery(
  result: Rows,
  view: View,
  stop: AbortController,
  leaveAfter?: LeaveAfter,
): Promise<void> {
  const live = new LiveQuery(result, view);
  const releaseKeys = result.bounded
    ? undefined
    : view.takeKeys((key) => {
        if (key === 'q' || key === 'Q' || key === ESCAPE) stop.abort();
        return true;
      });
  const releaseLines = view.holdLines();
  const cancelLeave = leaveAfter && view.clock.after(leaveAfter.ms, () => stop.abort());
  try {
    live.begin();
    const stopped = await eachChanges(result.rows, stop.signal, (changes) => {
      const written = live.add(changes);
      if (live.rows >= (leaveAfter?.rows ?? Infinity)) stop.abort();
      return written;
    });
    live.end();
    view.screen.say(live.summary(stopped));
  } finally {
    cancelLeave?.();
    live.end();
    releaseKeys?.();
    releaseLines();
  }
}

class LiveQuery {
  readonly #result: Rows;
  readonly #view: View;
  readonly #startedAt: number;
  #table: RowTable | undefined;
  #held: Change[] = [];
  #rows = 0;
  #marks: { at: number; rows: number }[] = [];
  #cancelTick: (() => void) | undefined;
  #cancelSample: (() => void) | undefined;

  constructor(result: Rows, view: View) {
    this.#result = result;
    this.#view = view;
    this.#startedAt = view.clock.now();
  }

  get rows(): number {
    return this.#rows;
  }

  begin(): void {
    this.#cancelTick = this.#view.clock.after(this.#result.bounded ? QUICK_MS : 0, () => this.#tick());
  }

  add(changes: readonly Change[]): void | Promise<void> {
    this.#rows += changes.length;
    if (this.#table !== undefined) return this.#view.screen.write(this.#table.rows(changes));
    for (const change of changes) this.#held.push(change);
    if (this.#held.length >= SAMPLE_ROWS) return this.#begin(true);
    this.#cancelSample ??= this.#view.clock.after(SAMPLE_MS, () => void this.#begin(true));
  }

  end(): void {
    this.#cancelTick?.();
    if (this.#table === undefined && this.#rows > 0) void this.#begin(false);
    this.#view.screen.setFooter(undefined);
  }

  summary(stopped: boolean): string {
    const figures = this.#result.figures();
    const { paint } = this.#view.style();
    if (!stopped) {
      const elapsed = ((this.#view.clock.now() - this.#startedAt) / 1000).toFixed(2);
      return paint.dim(`${countRows(this.#rows)} in ${elapsed} s${modelSummary(figures)}`);
    }
    const inFlight = figures.models.reduce((sum, model) => sum + model.inFlight, 0);
    const aborted =
      inFlight === 0 ? '' : `, ${inFlight} model ${inFlight === 1 ? 'call' : 'calls'} in flight aborted`;
    const kept = stillRunning(this.#view.session.jobs());
    return `Stopped watching: ${countRows(this.#rows)}${aborted}${modelSummary(figures)}.${kept}`;
  }

  #begin(more: boolean): void | Promise<void> {
    this.#cancelSample?.();
    if (this.#table !== undefined) return;
    const { columns } = this.#result;
    const held = this.#held;
    this.#held = [];
    this.#table = new RowTable(columns, this.#view.cellText(), this.#view.style(), held, more);
    return this.#view.screen.write(this.#table.header() + this.#table.rows(held));
  }

  #tick(): void {
    this.#view.screen.setFooter(this.#footer());
    this.#cancelTick = this.#view.clock.after(TICK_MS, () => this.#tick());
  }

  #footer(): string[] {
    const now = this.#view.clock.now();
    const [first = '', ...others] = footerLines(this.#result.figures(), this.#rows, this.#rate(now), now);
    const parts = [first];
    if (this.#rows === 0 && now - this.#startedAt >= SILENT_MS)
      parts.push(`no row for ${Math.floor((now - this.#startedAt) / 1000)} s`);
    const waiting = this.#view.heldLines;
    if (waiting > 0) parts.push(waiting === 1 ? '1 notice' : `${waiting} notices`);
    parts.push(this.#result.bounded ? 'Ctrl-C stops' : 'Q leaves');
    const { paint } = this.#view.style();
    return [parts.join(' · '), ...others].map((line) => paint.dim(line));
  }

  /** Rows a second over the last 10 s. */
  #rate(now: number): number {
    if (now - (this.#marks.at(-1)?.at ?? -Infinity) >= 1000) this.#marks.push({ at: now, rows: this.#rows });
    if (this.#marks.length > 11) this.#marks = this.#marks.slice(-11);
    const [oldest] = this.#marks;
    if (oldest === undefined) return 0;
    return ((this.#rows - oldest.rows) * 1000) / Math.max(1000, now - oldest.at);
  }
}

/** ` Job 1 still runs.`, ` Jobs 1 and 2 still run.`, or nothing. */
export function stillRunning(jobs: readonly Job[]): string {
  const numbers = jobs.filter((job) => job.endedAt === undefined).map((job) => job.number);
  if (numbers.length === 0) return '';
  if (numbers.length === 1) return ` Job ${numbers[0]} still runs.`;
  return ` Jobs ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)} still run.`;
}
