import { SqlError } from '../../common/errors.ts';
import type { CommittedPositions, Positions } from '../../connectors/connector.ts';
import type { StateSnapshot } from '../../state/state-snapshot.ts';
import { readMark, type Manifest, type ManifestFolder } from './manifest.ts';
import { lowestPositions } from './positions.ts';

/** How a job without a clear position may be told to go on (SET 'weir.job.start'). */
export type JobStart = 'auto' | 'checkpoint' | 'offsets' | 'scratch';

/** Where a job begins. */
export interface Resume {
  /** Restored positions by source; undefined: as the start mode of each source says. */
  readonly sources: ReadonlyMap<string, Positions> | undefined;
  /** Sources that are not read again. */
  readonly finished: readonly string[];
  /** undefined: empty. */
  readonly state: StateSnapshot | undefined;
  /** The checkpoint it goes on from; 0 for a new job. */
  readonly n: number;
  /** For the start notice, when there is something to say. */
  readonly notice: string | undefined;
}

export interface ResumeQuestion {
  readonly job: string;
  readonly start: JobStart;
  readonly fingerprint: string;
  /** What the outside says; undefined for a job without a place for its positions outside. */
  readonly committed: CommittedPositions | undefined;
  readonly manifests: ManifestFolder;
  readonly sourceIds: readonly string[];
  /** Those of them whose positions are committed; the others' are in the manifest alone. */
  readonly keptOutside: readonly string[];
  readonly hasState: boolean;
}

const CHOICES =
  "SET 'weir.job.start' = 'checkpoint' goes on at the local checkpoint, 'offsets' at the committed offsets, 'scratch' starts anew";

/**
 * Decides where a job starts. The committed offsets and their mark win; the manifest they name adds the state and what
 * each source had. Where offsets are all there is to know, a manifest that cannot be read is done without, and that is
 * said; else nothing is lost or begun anew in silence.
 */
export async function resume(question: ResumeQuestion): Promise<Resume> {
  const { committed, start, job } = question;
  if (start === 'scratch') return anew(`job '${job}' starts anew, as 'weir.job.start' says`);
  if (committed === undefined) return onlyHere(question);
  if (committed.positions.size === 0 && committed.metadata === undefined) return withoutOffsets(question);
  const mark = readMark(committed.metadata);
  if (mark === undefined) return foreignOffsets(question);
  const isChanged = mark.fingerprint !== question.fingerprint;
  const changed = isChanged ? '; its statement has changed since' : '';
  // The sources of another statement may stand in another order: then each takes what is committed for its splits.
  const hasPositions = start === 'checkpoint' || (start === 'auto' && !isChanged);
  const manifest = hasPositions ? await question.manifests.read(mark.n, mark.attempt) : undefined;
  if (mark.isOver) return afterTheEnd(question, mark.n, manifest);
  if (manifest !== undefined && sameSources(manifest, question)) {
    if (start !== 'checkpoint') checkAgreement(manifest, question);
    return restored(manifest, `job '${job}' goes on from checkpoint ${manifest.n}${changed}`);
  }
  if (!offsetsSuffice(question) && start !== 'offsets') {
    // With a mark and no positions, the rows that were written are all that is lost: as of a job that is known only here.
    if (isChanged && committed.positions.size === 0)
      return anew(`job '${job}' starts anew: its checkpoint ${mark.n} belongs to another statement`);
    const what = isChanged ? 'belongs to another statement' : 'is not here or cannot be read';
    throw unclear(`checkpoint ${mark.n} of job '${job}', with its state, ${what}`);
  }
  return atOffsets(question, mark.n, `job '${job}' goes on at its committed offsets${changed}`);
}

/** Nothing outside knows the job: what was kept here is gone on from, as long as it is of this statement. */
async function onlyHere(question: ResumeQuestion): Promise<Resume> {
  const { manifests, job, start, fingerprint } = question;
  const latest = await newest(manifests);
  if (latest === undefined) return anew(undefined);
  const { manifest } = latest;
  if (start === 'offsets') return anew(withoutAny(job, latest.n));
  if (manifest === undefined) throw unclear(`checkpoint ${latest.n} of job '${job}' cannot be read`);
  const isSame = manifest.fingerprint === fingerprint || start === 'checkpoint';
  if (isSame && sameSources(manifest, question))
    return restored(manifest, `job '${job}' goes on from checkpoint ${manifest.n}`);
  return anew(`job '${job}' starts anew: its checkpoint ${latest.n} belongs to another statement`);
}

/** The group has no offsets: a new job, or one that lost them. */
async function withoutOffsets(question: ResumeQuestion): Promise<Resume> {
  const { job, start, manifests } = question;
  const latest = await newest(manifests);
  if (latest === undefined || latest.n === 0) return anew(undefined);
  if (start === 'offsets') return anew(withoutAny(job, latest.n));
  const manifest = start === 'checkpoint' ? latest.manifest : undefined;
  if (manifest !== undefined) return restored(manifest, `job '${job}' goes on from checkpoint ${manifest.n}`);
  throw unclear(
    `job '${job}' has checkpoint ${latest.n} here, but its consumer group has no offsets any more`,
  );
}

/** The newest checkpoint here, `manifest` undefined when it cannot be read. What is left of a job that has ended is none. */
async function newest(
  manifests: ManifestFolder,
): Promise<{ readonly n: number; readonly manifest: Manifest | undefined } | undefined> {
  const latest = await manifests.latest();
  if (latest === undefined) return undefined;
  const manifest = await manifests.read(latest.n, latest.attempt);
  return manifest?.isOver === true ? undefined : { n: latest.n, manifest };
}

function withoutAny(job: string, n: number): string {
  return `job '${job}' starts anew, without its checkpoint ${n}: it has no committed offsets`;
}

async function foreignOffsets(question: ResumeQuestion): Promise<Resume> {
  const { job, start, manifests } = question;
  if (!offsetsSuffice(question) && start !== 'offsets') {
    const latest = await newest(manifests);
    if (latest !== undefined && latest.n > 0) {
      throw unclear(
        `job '${job}' has checkpoint ${latest.n} here, but another program committed offsets to its consumer group`,
      );
    }
  }
  return atOffsets(question, 0, `job '${job}' goes on at offsets that another program committed`);
}

/** The last run came to its end: the next begins behind it, where positions are kept, and with nothing counted. */
function afterTheEnd(question: ResumeQuestion, n: number, manifest: Manifest | undefined): Resume {
  const { committed, keptOutside, job } = question;
  if (keptOutside.length === 0) return anew(undefined);
  const positions = committed?.positions ?? new Map<string, string>();
  const isOfThese = manifest !== undefined && sameSources(manifest, question);
  const own = isOfThese && contradiction(manifest, positions) === undefined ? manifest.sources : undefined;
  const sources = new Map(keptOutside.map((id) => [id, own?.get(id) ?? positions]));
  const notice = `job '${job}' goes on at its committed offsets, behind its last run`;
  return { sources, finished: [], state: undefined, n, notice };
}

/** Whether committed positions are all that there is to know. */
function offsetsSuffice({ hasState, sourceIds, keptOutside }: ResumeQuestion): boolean {
  return !hasState && keptOutside.length === sourceIds.length;
}

function anew(notice: string | undefined): Resume {
  return { sources: undefined, finished: [], state: undefined, n: 0, notice };
}

/** At a checkpoint: of this job, or a savepoint. */
export function restored({ n, sources, finished, state }: Manifest, notice: string): Resume {
  return { sources, finished, state, n, notice };
}

/** The committed offsets for every source; each picks its own splits. Sources that are kept only here start anew. */
function atOffsets({ committed, sourceIds }: ResumeQuestion, n: number, notice: string): Resume {
  const positions = committed?.positions ?? new Map<string, string>();
  const sources = new Map(sourceIds.map((id) => [id, positions]));
  return { sources, finished: [], state: undefined, n, notice };
}

function unclear(message: string): SqlError {
  return new SqlError('E_JOB_STATE', message, { hint: CHOICES });
}

function sameSources(manifest: Manifest, { sourceIds }: ResumeQuestion): boolean {
  return manifest.sources.size === sourceIds.length && sourceIds.every((id) => manifest.sources.has(id));
}

function checkAgreement(manifest: Manifest, { job, committed }: ResumeQuestion): void {
  const found = contradiction(manifest, committed?.positions ?? new Map());
  if (found !== undefined) throw unclear(`checkpoint ${manifest.n} of job '${job}' stands at ${found}`);
}

/** `t-0 = 5, the consumer group at 4` */
function contradiction(manifest: Manifest, committed: Positions): string | undefined {
  const lowest = lowestPositions([...manifest.sources.values()]);
  for (const [split, at] of committed) {
    const own = lowest.get(split);
    if (own !== undefined && own !== at) return `${split} = ${own}, the consumer group at ${at}`;
  }
  return undefined;
}
