import type { Job } from '../session/result.ts';
import { sanitize } from './sanitize.ts';
import { ESCAPE, type View } from './view.ts';

/**
 * Ends the session, asking first what is to become of running jobs. False: the person stays. A second Ctrl-C while
 * jobs stop is for the caller.
 */
export async function leave(view: View, asks: boolean): Promise<boolean> {
  const running = view.session.jobs().filter((job) => job.endedAt === undefined);
  if (running.length === 0) {
    await view.session.close();
    return true;
  }
  const choice = asks ? await ask(view, running) : 's';
  if (choice === ESCAPE) return false;
  if (choice === 'w' && !(await ended(view, running))) return false;
  await view.session.close({ drain: choice !== 'c' });
  return true;
}

async function ask(view: View, running: readonly Job[]): Promise<string> {
  const lines = running.map((job) => `  ${job.number}  ${sanitize(job.name)}  ${job.state}`);
  view.screen.say(
    `${running.length === 1 ? '1 job is' : `${running.length} jobs are`} running:\n${lines.join('\n')}\n` +
      'S stop them (finish what is in flight, keep the position) · W wait until they end · C cancel at once · Esc stay',
  );
  const choice = await new Promise<string>((resolve) => {
    const releaseInterrupts = view.takeInterrupts(() => finish(ESCAPE));
    const releaseKeys = view.takeKeys((key) => {
      const answer = key === '\r' ? 's' : key.toLowerCase();
      if (['s', 'w', 'c', ESCAPE].includes(answer)) finish(answer);
      return true;
    });
    const finish = (answer: string) => {
      releaseInterrupts();
      releaseKeys();
      resolve(answer);
    };
  });
  if (choice === 's') view.screen.say('Stopping ...');
  if (choice === 'w') view.screen.say('Waiting ... Ctrl-C goes back to the prompt');
  return choice;
}

/** False when Ctrl-C ended the waiting. */
async function ended(view: View, running: readonly Job[]): Promise<boolean> {
  let release = () => {};
  const interrupted = new Promise<boolean>((resolve) => {
    release = view.takeInterrupts(() => resolve(false));
  });
  const done = Promise.all(running.map((job) => job.done)).then(() => true);
  const result = await Promise.race([done, interrupted]);
  release();
  return result;
}
