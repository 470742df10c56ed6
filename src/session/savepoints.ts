import { randomBytes } from 'node:crypto';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileDisk } from '../common/disk.ts';
import { SqlError } from '../common/errors.ts';
import { readSavepoint, type Savepoint, type SavepointPlace } from '../executor/job/savepoint.ts';
import type { StatementContext } from './context.ts';

/** The savepoint of 'execution.state-recovery.path', if one is set. Throws E_JOB_STATE when there is none at that path. */
export async function startingSavepoint({
  settings,
  parts,
}: StatementContext): Promise<Savepoint | undefined> {
  const path = settings.text('execution.state-recovery.path');
  if (path === undefined) return undefined;
  const savepoint = await readSavepoint(placeOf(path, parts.disk));
  if (savepoint !== undefined) return savepoint;
  throw new SqlError('E_JOB_STATE', `there is no savepoint at ${path}`, {
    hint: "RESET 'execution.state-recovery.path'; starts the job without one",
  });
}

/** Where STOP JOB ... WITH SAVEPOINT writes: a new folder below 'execution.checkpointing.savepoint-dir'. */
export function newSavepointPlace(jobId: string, { settings, parts }: StatementContext): SavepointPlace {
  const folder = settings.text('execution.checkpointing.savepoint-dir') ?? 'savepoints';
  const name = `savepoint-${jobId.slice(0, 6)}-${randomBytes(6).toString('hex')}`;
  return placeOf(`${folder}/${name}`, parts.disk);
}

/** Throws E_IO when nothing can be written there, before a job is ended for it. */
export async function checkWritable({ disk, folder, path }: SavepointPlace): Promise<void> {
  try {
    await disk.create(`${folder}/probe`, new Uint8Array());
    await disk.remove(`${folder}/probe`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SqlError('E_IO', `no savepoint can be written at ${path}: ${reason}`, {
      hint: "SET 'execution.checkpointing.savepoint-dir' to a folder that can be written; the job runs on",
      cause: error,
    });
  }
}

/** A relative path is below the state folder. */
function placeOf(written: string, disk: StatementContext['parts']['disk']): SavepointPlace {
  const path = withoutScheme(written);
  if (isAbsolute(path)) return { disk: fileDisk(dirname(path)), folder: basename(path), path };
  return { disk, folder: path, path: disk.root === undefined ? path : join(disk.root, path) };
}

/** Nothing of a URL is decoded, as in the paths of tables. */
function withoutScheme(written: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(written)?.[1]?.toLowerCase();
  if (scheme === undefined) return written;
  const rest = written.slice(scheme.length + 1);
  if (scheme === 'file' && !/^\/\/[^/]/.test(rest)) return rest.replace(/^\/+/, '/');
  throw new SqlError('E_UNSUPPORTED', `savepoints are folders of this machine, '${written}' is none`, {
    hint: "name it as '/folder/of/savepoints' or 'file:///folder/of/savepoints'",
  });
}
