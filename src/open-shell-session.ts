import { SqlError, toSqlError } from './common/errors.ts';
import { openSession } from './index.ts';
import type { CommandLine } from './repl/arguments.ts';
import { stateFolder } from './repl/places.ts';
import type { Session } from './session/session.ts';
import { systemTimeZone } from './system-time-zone.ts';

/** The session behind the command line: the machine's time zone, positions of jobs kept in the home. A bad -D is E_USAGE. */
export async function openShellSession(
  line: CommandLine,
  { env, platform }: NodeJS.Process,
  interactive: boolean,
): Promise<Session> {
  try {
    return await openSession({
      settings: { 'table.local-time-zone': systemTimeZone(env), ...line.settings },
      stateFolder: stateFolder(env, platform),
      interactive,
    });
  } catch (thrown) {
    const error = toSqlError(thrown);
    if (error.code !== 'E_SETTING') throw error;
    throw new SqlError('E_USAGE', `-D: ${error.message}`, { hint: error.hint, cause: error });
  }
}
