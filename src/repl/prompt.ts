import type { Job } from '../session/result.ts';
import { tokenize } from '../sql/lexer.ts';

const NAME = 'weir';
const OPEN_QUOTES = { quote: "'", backtick: '`', comment: '/*' } as const;

/** `weir> `, or `weir [2 jobs, 1 failed]> `: running jobs, and failed ones that were not looked at yet. */
export function mainPrompt(jobs: readonly Job[], seen: ReadonlySet<Job>): string {
  const running = jobs.filter((job) => job.endedAt === undefined).length;
  const failed = jobs.filter((job) => job.state === 'FAILED' && !seen.has(job)).length;
  const parts = [];
  if (running > 0) parts.push(running === 1 ? '1 job' : `${running} jobs`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.length === 0 ? `${NAME}> ` : `${NAME} [${parts.join(', ')}]> `;
}

/** As wide as the prompt above it, naming what the statement waits for: `;>`, `'>`, `` `> ``, `(>`, `/*>`. */
export function continuationPrompt(prompt: string, unfinished: string): string {
  return `${openPart(unfinished)}> `.padStart(prompt.length);
}

/** What must come before the text can be a statement. */
export function openPart(text: string): ';' | "'" | '`' | '(' | '/*' {
  let depth = 0;
  for (const { word, open } of tokenize(text)) {
    if (open !== undefined) return OPEN_QUOTES[open];
    if (word === '(') depth++;
    if (word === ')' && depth > 0) depth--;
  }
  return depth > 0 ? '(' : ';';
}
