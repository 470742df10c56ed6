import { SqlError } from '../../common/errors.ts';

/** A failure of the operating system in words; `doing` is 'read' or 'written', `shown` the path as the user knows it. */
export function ioError(error: unknown, shown: string, doing: 'read' | 'written'): SqlError {
  if (error instanceof SqlError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException; // node:fs rejects with nothing else
  const [why, hint] = REASONS[code] ?? [message, undefined];
  const isFile = doing === 'written' && why === PART_IS_FILE;
  return new SqlError('E_IO', `${shown} cannot be ${doing}: ${why}`, {
    hint: isFile ? 'a table that is written needs a folder' : hint,
    cause: error,
  });
}

const PART_IS_FILE = 'a part of its path is a file';

const REASONS: Readonly<Record<string, readonly [why: string, hint: string | undefined]>> = {
  ENOENT: ['there is no such file or folder', undefined],
  EACCES: ['this user may not', "look at its rights, and at its folders', with ls -l"],
  EPERM: ['this user may not', "look at its rights, and at its folders', with ls -l"],
  ENOTDIR: [PART_IS_FILE, undefined],
  EEXIST: [PART_IS_FILE, undefined],
  ELOOP: ['its links lead in a circle', undefined],
  EMFILE: ['this process has too many files open', 'raise ulimit -n'],
  ENOSPC: ['the disk is full', undefined],
  EROFS: ['the disk is read only', undefined],
  ENAMETOOLONG: ['a name in it is too long', undefined],
  EIO: ['the disk failed', undefined],
};

/** Whether it says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof SqlError && (error.cause as { code?: unknown } | undefined)?.code === 'ENOENT';
}
