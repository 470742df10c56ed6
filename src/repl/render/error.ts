import type { Span, SqlError } from '../../common/errors.ts';
import { readThrown } from '../../common/read-thrown.ts';
import { MASK, redact, secretRanges } from '../../common/redact.ts';
import { positionAt } from '../../sql/position.ts';
import type { Paint } from '../color.ts';
import { sanitize, sanitizeLines } from '../sanitize.ts';
import { displayWidth } from '../width.ts';

/** The text an error points into. */
export interface ErrorSource {
  /** A file's name; undefined at the prompt, where the position says nothing new. */
  readonly name: string | undefined;
  readonly text: string;
  /** Where the failed statement begins in it. */
  readonly start: number;
  readonly end: number;
  /** Number of the text's first line, when what was before is forgotten. */
  readonly firstLine?: number;
}

export interface ErrorStyle {
  readonly paint: Paint;
  /** Columns for the excerpt. */
  readonly width: number;
  /** With causes and stacks. */
  readonly verbose: boolean;
}

/**
 * `error[E_CODE]: message`, `--> file:line:column`, the line with carets under the span, the hint. Positions are of
 * the user's text; long lines are shown around the span; secrets are masked, control characters made visible.
 */
export function renderError(error: SqlError, source: ErrorSource | undefined, style: ErrorStyle): string {
  const { paint, verbose } = style;
  const lines = [`${paint.error(`error[${error.code}]`)}: ${paint.bold(safe(error.message))}`];
  if (source !== undefined) lines.push(...where(error.span, source, style));
  if (error.hint !== undefined) lines.push(`  ${paint.hint('hint')}: ${safe(error.hint)}`);
  if (verbose) lines.push(...causes(error).map((line) => paint.dim(`  ${line}`)));
  return lines.join('\n');
}

function safe(text: string): string {
  return sanitizeLines(redact(text)).replaceAll('\n', '\n  ');
}

function where(span: Span | undefined, source: ErrorSource, style: ErrorStyle): string[] {
  const lines: string[] = [];
  const start = Math.min(source.start + (span?.start ?? 0), source.text.length);
  if (source.name !== undefined) {
    const { line, column } = positionAt(source.text, start);
    lines.push(`  --> ${sanitize(source.name)}:${line + (source.firstLine ?? 1) - 1}:${column}`);
  }
  if (span === undefined) return lines;
  const { text, from, to } = excerpt(source, start, source.start + span.end, style.width - 4);
  const carets = '^'.repeat(Math.max(1, to - from));
  return [...lines, `  ${text}`, `  ${' '.repeat(from)}${style.paint.error(carets)}`];
}

/** The line of the span, or the part of it around the span, with the columns of the span in it. */
function excerpt(
  source: ErrorSource,
  start: number,
  end: number,
  width: number,
): { text: string; from: number; to: number } {
  const { text } = source;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const nextLine = text.indexOf('\n', start);
  const lineEnd = trimEnd(text, lineStart, nextLine === -1 ? text.length : nextLine);
  const spanEnd = Math.min(Math.max(end, start + 1), lineEnd);
  const secrets = secretsOf(source, lineStart, lineEnd);
  const shown = (from: number, to: number) => sanitize(masked(text, from, to, secrets).replaceAll('\t', ' '));

  let [left, right] = [lineStart, lineEnd];
  if (lineEnd - lineStart > width) {
    left = Math.max(lineStart, Math.min(start - Math.floor(width / 3), lineEnd - width));
    right = Math.min(lineEnd, left + width);
  }
  const before = (left > lineStart ? '…' : '') + shown(left, start);
  const marked = shown(start, Math.min(spanEnd, right));
  const after = shown(Math.min(spanEnd, right), right) + (right < lineEnd ? '…' : '');
  const from = displayWidth(before);
  return { text: before + marked + after, from, to: from + displayWidth(marked) };
}

/** Secrets of the failed statement that touch the line. */
function secretsOf({ text, start, end }: ErrorSource, lineStart: number, lineEnd: number): Span[] {
  return secretRanges(text.slice(start, end))
    .map((range) => ({ start: range.start + start, end: range.end + start }))
    .filter((range) => range.start < lineEnd && range.end > lineStart);
}

/** The text from `from` to `to`; of a secret cut in two, each part is masked. */
function masked(text: string, from: number, to: number, secrets: readonly Span[]): string {
  let out = '';
  let at = from;
  for (const { start, end } of secrets) {
    if (end <= at || start >= to) continue;
    out += text.slice(at, Math.max(at, start)) + MASK;
    at = end;
  }
  return at < to ? out + text.slice(at, to) : out;
}

function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && /\s/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** Characters: a function of the user may throw any text. */
const LONGEST_CAUSE = 10_000;

function causes(error: SqlError): string[] {
  const lines: string[] = [];
  let current: unknown = error;
  for (let depth = 0; current !== undefined && depth < 10; depth++) {
    const { stack, message, cause } = readThrown(current);
    const isPlain = typeof current !== 'object' && typeof current !== 'function';
    const shown = (stack ?? message ?? (isPlain ? String(current) : typeof current)).slice(0, LONGEST_CAUSE);
    const prefix = depth === 0 ? '' : 'caused by ';
    lines.push(...(prefix + sanitizeLines(redact(shown))).split('\n'));
    current = cause;
  }
  return lines;
}
