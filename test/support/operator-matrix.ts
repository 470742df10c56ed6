import { readFileSync } from 'node:fs';
import { formatValue, openSession, printType, SqlError, type Session } from '../../src/index.ts';
import { allowedQuery, operatorPairs, rowsQuery, type Pair } from './operator-cases.ts';

/**
 * What Flink answers to an operator: 'refused'; or the type of columns that are never NULL; or, where it was run, the type of
 * columns that may be NULL, that of others ('' for the same with NOT NULL) and the values of the five rows; or, behind '!', the
 * error that it has only while it plans or runs.
 */
type Outcome = string | readonly [type: string, typeNotNull: string, ...values: (string | null)[]];

interface Recorded {
  readonly pair: Pair;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

interface KnownDifference {
  readonly operators: string;
  readonly left: string;
  readonly right: string;
  readonly reason: string;
}

export interface Tally {
  asked: number;
  same: number;
  run: number;
  readonly known: Map<string, number>;
  readonly different: string[];
}

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/operators/${name}`, import.meta.url), 'utf8');

/** The recorded answers, pair by pair; an operator that is not in a line is refused. */
export function recordedOperators(): readonly Recorded[] {
  const pairs = operatorPairs();
  const lines = fixture('flink.jsonl').trim().split('\n');
  if (lines.length !== pairs.length)
    throw new RangeError('flink.jsonl and cases.json do not fit; record again');
  return pairs.map((pair, i) => {
    const [left, right, outcomes] = JSON.parse(lines[i] ?? '') as [string, string, Record<string, Outcome>];
    if (left !== pair.left || right !== (pair.right ?? ''))
      throw new RangeError(`line ${i + 1} is of another pair`);
    return { pair, outcomes: new Map(Object.entries(outcomes)) };
  });
}

const KNOWN = JSON.parse(fixture('differences.json')) as readonly KnownDifference[];

/** Asks weir for the operators of some pairs; of what Flink refuses only every `refusedStep`th. */
export async function compareOperators(some: readonly Recorded[], refusedStep = 1): Promise<Tally> {
  const tally: Tally = { asked: 0, same: 0, run: 0, known: new Map(), different: [] };
  const session = await openSession();
  try {
    let refused = 0;
    for (const { pair, outcomes } of some) {
      for (const operator of pair.operators) {
        const wanted = outcomes.get(operator) ?? 'refused';
        if (wanted === 'refused' && refused++ % refusedStep !== 0) continue;
        const got = await answerOf(session, pair, operator, wanted);
        tally.asked++;
        if (typeof wanted !== 'string') tally.run++;
        if (isSame(wanted, got)) tally.same++;
        else note(tally, pair, operator, wanted, got);
      }
    }
  } finally {
    await session.close({ drain: false });
  }
  return tally;
}

function note(tally: Tally, pair: Pair, operator: string, wanted: Outcome, got: Outcome): void {
  const known = KNOWN.find(
    ({ operators, left, right }) =>
      matches(operators, operator) && matches(left, pair.left) && matches(right, pair.right ?? ''),
  );
  if (known !== undefined) tally.known.set(known.reason, (tally.known.get(known.reason) ?? 0) + 1);
  else
    tally.different.push(
      `${operator} of ${pair.left}${pair.right === undefined ? '' : ` and ${pair.right}`}: ${JSON.stringify(got)}, Flink ${JSON.stringify(wanted)}`,
    );
}

const matches = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`).test(text);

function isSame(wanted: Outcome, got: Outcome): boolean {
  const isFailure = (outcome: Outcome) => outcome === 'refused' || outcome[0]?.startsWith('!') === true;
  if (isFailure(wanted)) return isFailure(got);
  return JSON.stringify(wanted) === JSON.stringify(got);
}

/** In the form of `wanted`. */
async function answerOf(session: Session, pair: Pair, operator: string, wanted: Outcome): Promise<Outcome> {
  const isRun = typeof wanted !== 'string' || wanted.startsWith('!');
  try {
    const result = await session.execute(isRun ? rowsQuery(pair, [operator]) : allowedQuery(pair, operator));
    if (result.kind !== 'rows') throw new TypeError('no query');
    const types = result.columns.map(({ type }) => printType(type));
    if (!isRun) {
      await result.rows[Symbol.asyncIterator]().return?.();
      return types[0] ?? '';
    }
    const values = new Map<unknown, string | null>();
    const type = result.columns[1]?.type;
    for await (const changes of result.rows)
      for (const { values: row } of changes)
        values.set(
          row[0],
          row[1] === null || type === undefined ? null : formatValue(row[1], type, { timeZone: 'UTC' }),
        );
    const [, nullable = '', certain = ''] = types;
    return [
      nullable,
      certain === `${nullable} NOT NULL` ? '' : certain,
      ...[1, 2, 3, 4, 5].map((n) => values.get(n) ?? null),
    ];
  } catch (error) {
    if (!(error instanceof SqlError) || error.code === 'E_INTERNAL') return `a defect: ${String(error)}`;
    return isRun ? `!${error.code}` : 'refused';
  }
}
