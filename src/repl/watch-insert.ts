import { formatDuration } from '../common/duration.ts';
import type { Job } from '../session/result.ts';
import { countRows } from './render/row-writer.ts';
import { sanitize } from './sanitize.ts';
import type { View } from './view.ts';

const PATIENCE_MS = 3000;
const POLL_MS = 50;

/**
 * Stays with a new job until it has written its first rows, has ended, or 3 s are over, and says so. Any key detaches
 * (the news then comes as a notice), Ctrl-C cancels the job.
 */
export async function watchInsert(job: Job, view: View): Promise<void> {
  view.screen.say(`Job ${job.number} '${sanitize(job.name)}' ${job.state}`);
  const news = firstNews(job, view);
  const releases: (() => void)[] = [];
  const detached = new Promise<'detached'>((resolve) => {
    releases.push(
      view.takeKeys((key) => {
        resolve('detached');
        return key === '\r' || key === '\n' || key === '\x04';
      }),
    );
  });
  const cancelled = new Promise<'cancelled'>((resolve) => {
    releases.push(view.takeInterrupts(() => resolve('cancelled')));
  });
  const event = await Promise.race([news, detached, cancelled]);
  for (const release of releases) release();
  if (event === 'detached') void news.then((text) => text !== undefined && view.say(text));
  else if (event === 'cancelled') await cancel(job, view);
  else if (event !== undefined) view.screen.say(event);
}

/** undefined when there is nothing to add to what the job's end has already said. */
async function firstNews(job: Job, view: View): Promise<string | undefined> {
  const more = `It runs in the background; SHOW JOBS; STOP JOB ${job.number};`;
  for (;;) {
    const elapsed = view.clock.now() - job.startedAt;
    const { rowsOut, waitsFor } = job.figures();
    if (job.state === 'FAILED') return undefined;
    if (job.endedAt !== undefined)
      return `Job ${job.number} ${job.state}: ${countRows(rowsOut)} written (${formatDuration(elapsed)})`;
    if (rowsOut > 0)
      return `Job ${job.number}: ${rowsOut === 1 ? 'first row' : `first ${countRows(rowsOut)}`} written (${formatDuration(elapsed)}). ${more}`;
    if (elapsed >= PATIENCE_MS)
      return `Job ${job.number}: nothing written in ${formatDuration(PATIENCE_MS)}${waitsFor === undefined ? '' : `, windows wait for rows of ${sanitize(waitsFor)}`}. ${more}`;
    await Promise.race([job.done, new Promise<void>((resolve) => view.clock.after(POLL_MS, resolve))]);
  }
}

async function cancel(job: Job, view: View): Promise<void> {
  const result = await view.session.execute(`CANCEL JOB '${job.id}'`);
  if (result.kind === 'message') view.screen.say(sanitize(result.text));
}
