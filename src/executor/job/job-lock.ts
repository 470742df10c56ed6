import type { Disk } from '../../common/disk.ts';
import { SqlError } from '../../common/errors.ts';
import type { ProcessInfo } from '../../common/process-info.ts';

/**
 * Takes the lock of a job's folder; the returned function gives it back. Two jobs of one name would share offsets
 * silently. A lock whose process is gone is taken over. Throws E_JOB_LOCKED while another process runs the
 * job, E_IO when nothing can be written there.
 */
export async function lockJob(
  disk: Disk,
  folder: string,
  job: string,
  process: ProcessInfo,
): Promise<() => Promise<void>> {
  const path = `${folder}/lock`;
  const own = new TextEncoder().encode(JSON.stringify({ pid: process.pid, startedAt: process.startedAt }));
  for (let tries = 0; tries < 3; tries++) {
    if (await created(disk, path, own)) return () => disk.remove(path);
    const holder = readHolder(await disk.read(path));
    if (holder !== undefined && process.isRunning(holder.pid, holder.startedAt)) {
      throw new SqlError('E_JOB_LOCKED', `job '${job}' runs in another process (pid ${holder.pid})`, {
        hint: "SET 'pipeline.name' = '<another name>'; runs the same statement as a second job",
      });
    }
    await disk.remove(path);
  }
  throw new SqlError('E_JOB_LOCKED', `the lock of job '${job}' is being taken by another process`);
}

async function created(disk: Disk, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return await disk.create(path, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SqlError('E_IO', `the state of jobs cannot be kept: ${reason}`, {
      hint: 'XDG_STATE_HOME names the folder above it; choose one that can be written',
      cause: error,
    });
  }
}

function readHolder(bytes: Uint8Array | undefined): { pid: number; startedAt: string } | undefined {
  if (bytes === undefined) return undefined;
  try {
    const { pid, startedAt } = JSON.parse(new TextDecoder().decode(bytes)) as {
      pid?: unknown;
      startedAt?: unknown;
    };
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined; // half written by a process that died
  }
}
