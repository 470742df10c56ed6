import { SqlError } from '../common/errors.ts';
import type { CommittedPositions, Positions } from '../connectors/connector.ts';
import { readMark, type Manifest, type ManifestFolder } from './manifest.ts';

/** How a job without a clear position may be told to go on (SET 'weir.job.start'). */
export type JobStart = 'auto' | 'checkpoint' | 'offsets' | 'scratch';

/** Where a job begins: at restored positions by source, or (undefined) as the start mode says. */
export interface Resume {
  readonly sources: ReadonlyMap<string, Positions> | undefined;
  /** The checkpoint it goes on from; 0 for a new job. */
  readonly n: number;
  /** For the start notice, when there is something to say. */
  readonly notice: string | undefined;
}

export interface ResumeQuestion {
  readonly job: string;
  readonly start: JobStart;
  readonly fingerprint: string;
  /** What the outside says. */
  readonly committed: CommittedPositions;
  readonly manifests: ManifestFolder;
  readonly sourceIds: readonly string[];
}

const CHOICES =
  "SET 'weir.job.start' = 'checkpoint' goes on at the local checkpoint, 'offsets' at the committed offsets, 'scratch' starts anew";

/**
 * Decides where a job starts. The committed offsets and their mark win; the manifest they name adds what each source
 * had. A stateless job's offsets are its whole state, so offsets without a readable manifest are gone on from, and that
 * is said; a local checkpoint whose offsets are gone is never silently a new job.
 */
export async function resume(question: ResumeQuestion): Promise<Resume> {
  const { committed, manifests, start, job } = question;
  if (start === 'scratch')
    return { sources: undefined, n: 0, notice: `job '${job}' starts anew, as 'weir.job.start' says` };
  if (committed.positions.size === 0) return withoutOffsets(question);
  const mark = readMark(committed.metadata);
  if (mark === undefined) {
    return {
      sources: everySource(question),
      n: 0,
      notice: `job '${job}' goes on at offsets that another program committed`,
    };
  }
  const isChanged = mark.fingerprint !== question.fingerprint;
  const changed = isChanged ? '; its statement has changed since' : '';
  // The sources of another statement may stand in another order: then each takes what is committed for its splits.
  const hasPositions = start === 'checkpoint' || (start === 'auto' && !isChanged);
  const manifest = hasPositions ? await manifests.read(mark.n, mark.attempt) : undefined;
  if (manifest === undefined || !sameSources(manifest, question.sourceIds)) {
    return {
      sources: everySource(question),
      n: mark.n,
      notice: `job '${job}' goes on at its committed offsets${changed}`,
    };
  }
  if (start !== 'checkpoint') checkAgreement(manifest, question);
  return {
    sources: manifest.sources,
    n: manifest.n,
    notice: `job '${job}' goes on from checkpoint ${manifest.n}${changed}`,
  };
}

async function withoutOffsets(question: ResumeQuestion): Promise<Resume> {
  const { job, start, manifests } = question;
  const latest = await manifests.latest();
  if (latest === undefined || latest.n === 0 || start === 'offsets')
    return { sources: undefined, n: 0, notice: undefined };
  const manifest = start === 'checkpoint' ? await manifests.read(latest.n, latest.attempt) : undefined;
  if (manifest !== undefined) {
    return {
      sources: manifest.sources,
      n: manifest.n,
      notice: `job '${job}' goes on from checkpoint ${manifest.n}`,
    };
  }
  throw new SqlError(
    'E_JOB_STATE',
    `job '${job}' has checkpoint ${latest.n} here, but its consumer group has no offsets any more`,
    {
      hint: CHOICES,
    },
  );
}

/** The committed offsets for every source; each picks its own splits. */
function everySource({ committed, sourceIds }: ResumeQuestion): ReadonlyMap<string, Positions> {
  return new Map(sourceIds.map((id) => [id, committed.positions]));
}

function sameSources(manifest: Manifest, ids: readonly string[]): boolean {
  return manifest.sources.size === ids.length && ids.every((id) => manifest.sources.has(id));
}

function checkAgreement(manifest: Manifest, { job, committed }: ResumeQuestion): void {
  const lowest = lowestPositions([...manifest.sources.values()]);
  for (const [split, at] of committed.positions) {
    const own = lowest.get(split);
    if (own === undefined || own === at) continue;
    throw new SqlError(
      'E_JOB_STATE',
      `checkpoint ${manifest.n} of job '${job}' stands at ${split} = ${own}, the consumer group at ${at}`,
      {
        hint: CHOICES,
      },
    );
  }
}

/** By split the lowest position of all sources: what a group with one offset per partition can hold. */
export function lowestPositions(all: readonly Positions[]): Map<string, string> {
  const lowest = new Map<string, string>();
  for (const positions of all) {
    for (const [split, at] of positions) {
      const known = lowest.get(split);
      if (known === undefined || BigInt(at) < BigInt(known)) lowest.set(split, at);
    }
  }
  return lowest;
}
