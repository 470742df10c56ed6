import { formatDuration } from '../../common/duration.ts';
import type { Figures, ModelFigures } from '../../session/result.ts';
import { sanitize } from '../sanitize.ts';
import { countRows } from './row-writer.ts';

/** 850, 2.1k, 14.2k, 3.4M. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const [value, unit] = count < 999_950 ? [count / 1000, 'k'] : [count / 1_000_000, 'M'];
  return `${value.toFixed(value < 100 ? 1 : 0)}${unit}`;
}

/** The footer's line of a model: what runs, how fast, the bound by Little's law (in flight / latency), refusals, tokens. */
export function modelLine(figures: ModelFigures, now: number): string {
  const { inFlight, limit, rate, p50, p99, limited, retries, dropped, tokens, pausedUntil } = figures;
  const parts = [`in flight ${inFlight}/${limit}`];
  const bound = p50 !== undefined && p50 > 0 ? ` (bound ${((limit * 1000) / p50).toFixed(1)})` : '';
  parts.push(`${rate.toFixed(1)} rows/s${bound}`);
  if (p50 !== undefined && p99 !== undefined) parts.push(`p50 ${seconds(p50)} p99 ${seconds(p99)}`);
  parts.push(`429 ${limited}`);
  if (retries > 0) parts.push(`retries ${retries}`);
  parts.push(`${shortCount(tokens)} tokens`);
  for (const [reason, count] of dropped) parts.push(`dropped ${count} (${sanitize(reason)})`);
  if (pausedUntil !== undefined && pausedUntil > now)
    parts.push(`paused ${formatDuration(pausedUntil - now)}`);
  return `${modelName(figures)} · ${parts.join(' · ')}`;
}

function modelName({ model, label }: ModelFigures): string {
  return sanitize(label === undefined ? model : `${model} ${label}`);
}

/** The footer under a running query: a line for each model, at most three, or the rows alone. */
export function footerLines(figures: Figures, rows: number, rowRate: number, now: number): string[] {
  if (figures.models.length > 0) return figures.models.slice(0, 3).map((model) => modelLine(model, now));
  const parts = [countRows(rows), `${rowRate.toFixed(1)} rows/s`];
  if (figures.lag !== undefined) parts.push(`${shortCount(figures.lag)} waiting`);
  if (figures.waitsFor !== undefined) parts.push(`windows wait for rows of ${sanitize(figures.waitsFor)}`);
  if (figures.lateRows > 0) parts.push(`${shortCount(figures.lateRows)} late`);
  return [parts.join(' · ')];
}

/** What the models of a query have cost: `132 calls, p99 1.2 s, 41k tokens`, or nothing. */
export function modelSummary(figures: Figures): string {
  return figures.models
    .map(({ calls, p99, tokens, label }) => {
      const kind = label === undefined ? '' : `${sanitize(label)} `;
      const parts = [`${calls} ${kind}${calls === 1 ? 'call' : 'calls'}`];
      if (p99 !== undefined) parts.push(`p99 ${seconds(p99)}`);
      parts.push(`${shortCount(tokens)} tokens`);
      return ` · ${parts.join(', ')}`;
    })
    .join('');
}

function seconds(ms: number): string {
  return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
