import type { Job } from '../session/result.ts';
import { splitStatements, type Open } from '../sql/splitter.ts';

const NAME = 'weir';
const SIGNS: Readonly<Record<Open, string>> = {
  ';': ';',
  quote: "'",
  backtick: '`',
  comment: '/*',
  parenthesis: '(',
  'statement set': ';',
};

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
  const open = splitStatements(unfinished).rest?.open ?? ';';
  return `${SIGNS[open]}> `.padStart(prompt.length);
}
