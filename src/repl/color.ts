/** How text is marked on a terminal. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  error(text: string): string;
  hint(text: string): string;
}

/** Marks nothing. */
export const plainPaint: Paint = {
  bold: (text) => text,
  dim: (text) => text,
  error: (text) => text,
  hint: (text) => text,
};

export interface ColorQuestion {
  /** --color and --no-color. */
  readonly flag: 'always' | 'never' | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/** Whether to colour: the flag, then NO_COLOR, FORCE_COLOR, TERM=dumb, CI, then whether a terminal looks on. */
export function wantsColor({ flag, environment, isTerminal }: ColorQuestion): boolean {
  if (flag !== undefined) return flag === 'always';
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (environment['TERM'] === 'dumb' || (environment['CI'] ?? '') !== '') return false;
  return isTerminal;
}

/** Colours by chalk, which is loaded only when wanted and never decides by itself (it does not look at NO_COLOR). */
export async function createPaint(colored: boolean): Promise<Paint> {
  if (!colored) return plainPaint;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    error: (text) => chalk.red(text),
    hint: (text) => chalk.cyan(text),
  };
}
