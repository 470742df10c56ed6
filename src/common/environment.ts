import { SqlError } from './errors.ts';

/** What of the outside a session may look at; tests hand in their own. */
export interface Environment {
  /** An environment variable, or undefined. */
  variable(name: string): string | undefined;
  /** The text of a file; rejects if it cannot be read. */
  readFile(path: string): string;
}

const REFERENCE = /\$\{(env|file):([^}]*)\}/g;

/** Puts the values of `${env:X}` and `${file:X}` into an option's text. Only at use: the result is never stored. */
export function resolveReferences(textWithReferences: string, environment: Environment): string {
  return textWithReferences.replace(REFERENCE, (_, kind: string, name: string) => {
    if (kind === 'env') {
      const value = environment.variable(name);
      if (value !== undefined) return value;
      throw new SqlError('E_REFERENCE', `environment variable ${name} is not set`, {
        hint: `export ${name}=... before starting weir`,
      });
    }
    try {
      return environment.readFile(name).replace(/\r?\n$/, '');
    } catch (cause) {
      throw new SqlError('E_REFERENCE', `file ${name} cannot be read`, { cause });
    }
  });
}

/** Whether the text is nothing but references, so that printing it gives nothing away. */
export function isOnlyReferences(value: string): boolean {
  return value !== '' && value.replace(REFERENCE, '').trim() === '';
}
