import { crc32 } from 'node:zlib';
import type { Disk } from '../../common/disk.ts';
import type { Positions } from '../../connectors/connector.ts';
import { readStateSnapshot, type StateSnapshot } from '../../state/state-snapshot.ts';

/** What one checkpoint of a job holds, as a file `m-<n>-<attempt>` that is never overwritten. */
export interface Manifest {
  readonly n: number;
  /** Drawn at each start, so that a woken older process cannot replace a newer one's file. */
  readonly attempt: string;
  readonly fingerprint: string;
  /** By source id: next to read, by split. */
  readonly sources: ReadonlyMap<string, Positions>;
  /** Ids of sources whose end the operators have seen: they are not read again. */
  readonly finished: readonly string[];
  readonly state: StateSnapshot;
  /** Behind the job's last row: the next start is a new run. */
  readonly isOver: boolean;
}

type Mark = Pick<Manifest, 'n' | 'attempt' | 'fingerprint' | 'isOver'>;

/** The mark left beside committed positions: `weir:<n>:<attempt>:<fingerprint>`, with `:over` when the job has ended for good. */
export function manifestMark({ n, attempt, fingerprint, isOver }: Mark): string {
  return `weir:${n}:${attempt}:${fingerprint}${isOver ? ':over' : ''}`;
}

/** Reads a mark; undefined for text that weir did not write. */
export function readMark(text: string | undefined): Mark | undefined {
  const match = /^weir:(\d+):([0-9a-z]+):([0-9a-f]+)(:over)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, n, attempt, fingerprint, over] = match;
  return {
    n: Number(n),
    attempt: attempt ?? '',
    fingerprint: fingerprint ?? '',
    isOver: over !== undefined,
  };
}

/** The manifests of one job on one cluster. */
export class ManifestFolder {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** Durable when it resolves. */
  async write(manifest: Manifest): Promise<void> {
    await this.#disk.write(`${this.#folder}/${fileName(manifest)}`, encodeManifest(manifest));
  }

  /** The manifest of that number and attempt; undefined when absent or unreadable. */
  async read(n: number, attempt: string): Promise<Manifest | undefined> {
    const bytes = await this.#disk.read(`${this.#folder}/${fileName({ n, attempt })}`);
    return bytes && decodeManifest(bytes);
  }

  /** The highest number here, whatever the attempt; undefined in an empty folder. */
  async latest(): Promise<{ n: number; attempt: string } | undefined> {
    const all = (await this.#disk.list(this.#folder)).flatMap((name) => {
      const match = /^m-(\d+)-([0-9a-z]+)$/.exec(name);
      return match === null ? [] : [{ n: Number(match[1]), attempt: match[2] ?? '' }];
    });
    return all.toSorted((a, b) => b.n - a.n)[0];
  }

  /** Files that a commit about to be made will make superfluous: taken before it, removed after it. */
  async removable(keep: readonly { n: number; attempt: string }[]): Promise<string[]> {
    const kept = new Set(keep.map(fileName));
    return (await this.#disk.list(this.#folder)).filter((name) => name.startsWith('m-') && !kept.has(name));
  }

  /** Forgets all others: the job is over for good. */
  async clear(keep: readonly Manifest[]): Promise<void> {
    await this.remove(await this.removable(keep));
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#disk.remove(`${this.#folder}/${name}`);
  }
}

function fileName({ n, attempt }: { n: number; attempt: string }): string {
  return `m-${n}-${attempt}`;
}

/** Text with its checksum behind it: a wrong digit in a position would be a wrong count that nobody notices. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const sources = Object.fromEntries(
    [...manifest.sources].map(([id, positions]) => [id, Object.fromEntries(positions)]),
  );
  const text = JSON.stringify({ version: 3, ...manifest, sources });
  return new TextEncoder().encode(`${text}\n${checksum(text)}`);
}

/** undefined for what was cut off, is damaged or foreign. */
export function decodeManifest(bytes: Uint8Array): Manifest | undefined {
  try {
    const [text = '', sum] = new TextDecoder().decode(bytes).split('\n');
    if (sum !== undefined && sum !== checksum(text)) return undefined;
    return decode(JSON.parse(text), sum !== undefined);
  } catch {
    return undefined;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

function decode(value: unknown, isChecked: boolean): Manifest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, n, attempt, fingerprint, sources, ...rest } = value as Record<string, unknown>; // checked below
  // The first two versions had no checksum.
  if (isChecked ? version !== 3 : version !== 1 && version !== 2) return undefined;
  if (typeof n !== 'number' || typeof attempt !== 'string' || typeof fingerprint !== 'string')
    return undefined;
  if (typeof sources !== 'object' || sources === null) return undefined;
  // The first version knew jobs without state only.
  const finished = version === 1 ? [] : rest['finished'];
  const state = version === 1 ? { states: [], segments: [] } : readStateSnapshot(rest['state']);
  if (!Array.isArray(finished) || state === undefined) return undefined;
  const read = new Map<string, Positions>();
  for (const [id, positions] of Object.entries(sources)) {
    read.set(
      id,
      new Map(Object.entries(positions as Record<string, unknown>).map(([split, at]) => [split, String(at)])),
    );
  }
  const isOver = rest['isOver'] === true;
  return { n, attempt, fingerprint, sources: read, finished: finished.map(String), state, isOver };
}
