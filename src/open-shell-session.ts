import { SqlError, toSqlError } from './common/errors.ts';
import { openSession } from './index.ts';
import { nodeModuleLoader, type ImportModule } from './node-module-loader.ts';
import type { CommandLine } from './repl/arguments.ts';
import { stateFolder } from './repl/places.ts';
import type { Session } from './session/session.ts';
import { systemTimeZone } from './system-time-zone.ts';

/** The session behind the command line: the machine's time zone, positions of jobs kept in the home. A bad -D is E_USAGE. */
export async function openShellSession(
  line: CommandLine,
  process: NodeJS.Process,
  interactive: boolean,
  importModule: ImportModule,
): Promise<Session> {
  const { env, platform } = process;
  try {
    return await openSession({
      settings: { 'table.local-time-zone': systemTimeZone(env), ...line.settings },
      stateFolder: stateFolder(env, platform),
      interactive,
      modules: nodeModuleLoader(process, importModule),
    });
  } catch (thrown) {
    const error = toSqlError(thrown);
    if (error.code !== 'E_SETTING') throw error;
    throw new SqlError('E_USAGE', `-D: ${error.message}`, { hint: error.hint, cause: error });
  }
}
