import type { Disk } from '../../common/disk.ts';
import { SqlError } from '../../common/errors.ts';
import { copySnapshot } from '../../state/segment-folder.ts';
import { decodeManifest, encodeManifest, type Manifest } from './manifest.ts';

/** A folder that is, or is to be, a savepoint. */
export interface SavepointPlace {
  readonly disk: Disk;
  readonly folder: string;
  /** As a user calls it. */
  readonly path: string;
}

/** A checkpoint in a folder of its own, which no job changes. */
export interface Savepoint extends SavepointPlace {
  readonly manifest: Manifest;
}

const FILE = 'manifest';

/** Copies a checkpoint whose state lies in `from`. It is whole once this resolves: its manifest comes last. */
export async function writeSavepoint(
  manifest: Manifest,
  from: Pick<SavepointPlace, 'disk' | 'folder'>,
  to: SavepointPlace,
): Promise<void> {
  await copySnapshot(manifest.state, from, to);
  await to.disk.write(`${to.folder}/${FILE}`, encodeManifest(manifest));
}

/** undefined when there is none. Throws E_JOB_STATE when it is damaged. */
export async function readSavepoint(place: SavepointPlace): Promise<Savepoint | undefined> {
  const bytes = await place.disk.read(`${place.folder}/${FILE}`);
  if (bytes === undefined) return undefined;
  const manifest = decodeManifest(bytes);
  if (manifest !== undefined) return { ...place, manifest };
  throw new SqlError('E_JOB_STATE', `the savepoint at ${place.path} is damaged: its manifest cannot be read`);
}
