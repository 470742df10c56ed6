import { ZONE_DATA } from './zone-data.ts';

/** Names that zones have in common. */
export interface ZoneNames {
  /** Standard, summer. */
  readonly long: readonly [string, string];
  readonly short: readonly [string, string];
  /** Offset without summer time, in ms. */
  readonly offset: number;
  /** What summer time adds, in ms; 0 where there is none now. */
  readonly saving: number;
  readonly ids: readonly string[];
}

interface ZoneList {
  readonly groups: readonly ZoneNames[];
  readonly byId: ReadonlyMap<string, ZoneNames>;
  readonly ids: ReadonlySet<string>;
  readonly short: ReadonlySet<string>;
  readonly full: ReadonlySet<string>;
}

// Read from its text once, when a pattern first asks for it.
const memo = new Map<'list', ZoneList>();

function zoneList(): ZoneList {
  const known = memo.get('list');
  if (known !== undefined) return known;
  const groups = ZONE_DATA.trim()
    .split('\n')
    .map((line): ZoneNames => {
      const [long = '', short = '', longSummer = '', shortSummer = '', offset, saving, ids = ''] =
        line.split('|');
      return {
        long: [long, longSummer],
        short: [short, shortSummer],
        offset: Number(offset) * 60_000,
        saving: Number(saving) * 60_000,
        ids: ids.split(' '),
      };
    });
  const list: ZoneList = {
    groups,
    byId: new Map(groups.flatMap((group) => group.ids.map((id) => [id, group] as const))),
    ids: new Set(groups.flatMap(({ ids }) => regions(ids))),
    short: new Set(groups.flatMap(({ ids, short }) => [...regions(ids), ...short])),
    full: new Set(groups.flatMap(({ ids, long }) => [...regions(ids), ...long])),
  };
  memo.set('list', list);
  return list;
}

/** Ids that java.time knows too: not the old ones of three letters. */
function regions(ids: readonly string[]): string[] {
  return ids.filter((id) => !/^[A-Z]{3}$/.test(id) || id === 'UTC' || id === 'GMT' || isEuropean(id));
}

function isEuropean(id: string): boolean {
  return ['CET', 'EET', 'MET', 'WET', 'UCT', 'PRC', 'ROC', 'ROK'].includes(id);
}

/** The names of a zone, undefined for an id that Java's TimeZone does not know by name. */
export function namesOfZone(id: string): ZoneNames | undefined {
  return zoneList().byId.get(id);
}

/** All groups, in the order in which Java looks a name up. */
export function zoneGroups(): readonly ZoneNames[] {
  return zoneList().groups;
}

/** Ids of regions. */
export function zoneIds(): ReadonlySet<string> {
  return zoneList().ids;
}

/** Ids of regions and their short or full names. */
export function zoneNames(kind: 'short' | 'full'): ReadonlySet<string> {
  return zoneList()[kind];
}
