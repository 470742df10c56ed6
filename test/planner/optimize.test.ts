import { expect, test } from 'vitest';
import { MemoryCatalog } from '../../src/catalog/memory-catalog.ts';
import { FakeClock } from '../../src/common/clock.ts';
import { startQuery } from '../../src/executor/query.ts';
import { Scheduler } from '../../src/executor/run/scheduler.ts';
import { bindQuery } from '../../src/planner/bind-query.ts';
import type { PlannerContext } from '../../src/planner/context.ts';
import { explain } from '../../src/planner/explain.ts';
import { optimize } from '../../src/planner/optimize.ts';
import type { Plan } from '../../src/planner/plan.ts';
import { parse } from '../../src/sql/parse.ts';
import { INT, STRING } from '../../src/types/type.ts';
import { Chance } from '../simulation/chance.ts';
import { fakeModel } from '../executor/fake-model.ts';
import { building } from '../executor/state.ts';

const SEEDS = Number(process.env['WEIR_SEEDS'] ?? 300);
const FIRST = Number(process.env['WEIR_FIRST_SEED'] ?? 1);

test(`plans answer the same optimized, as written, and with the model's rule in SQL instead of calls (${SEEDS} queries)`, async () => {
  const planner = await catalogOf();
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const text = new RandomQuery(seed, false).text();
    const written = await bind(text, planner);
    const optimized = optimize(written);
    const expected = await run(await bind(new RandomQuery(seed, true).text(), planner));
    const [asWritten, got] = [await run(written), await run(optimized)];
    const where = `seed ${seed}: ${text}\n${explain(optimized)}`;
    expect(asWritten.rows, where).toEqual(expected.rows);
    expect(got.rows, where).toEqual(expected.rows);
    expect(got.calls, where).toBeLessThanOrEqual(asWritten.calls);
  }
}, 60_000);

async function bind(text: string, planner: PlannerContext): Promise<Plan> {
  const statement = await parse(text);
  if (statement.kind !== 'query') throw new Error('no query');
  return bindQuery(statement.query, planner);
}

/** A view v(a, b, s) with NULLs, and a model m. */
async function catalogOf(): Promise<PlannerContext> {
  const catalog = new MemoryCatalog();
  const id = { catalog: catalog.currentCatalog, database: catalog.currentDatabase };
  const rows =
    "(1, 10, 'a'), (2, CAST(NULL AS INT), 'b'), (3, 30, CAST(NULL AS STRING)), (4, 0, 'a'), (5, -5, 'dd')";
  const view = await parse(`SELECT * FROM (VALUES ${rows}) AS x(a, b, s)`);
  if (view.kind !== 'query') throw new Error('no query');
  const columns = [
    { name: 'a', type: INT },
    { name: 'b', type: INT },
    { name: 's', type: STRING },
  ];
  const how = { ifNotExists: false, replace: false };
  const shared = { temporary: false, comment: undefined };
  catalog.create(
    { kind: 'view', id: { ...id, name: 'v' }, ...shared, columns, query: view.query, place: id, text: '' },
    how,
  );
  catalog.create(
    {
      kind: 'model',
      id: { ...id, name: 'm' },
      ...shared,
      input: [{ name: 't', type: STRING, comment: undefined }],
      output: [{ name: 'r', type: STRING, comment: undefined }],
      options: new Map(),
    },
    how,
  );
  const none = () => {
    throw new Error('no table');
  };
  return {
    catalog,
    mode: 'streaming',
    setting: () => undefined,
    sourceTraits: none,
    sinkTraits: none,
    checkModel() {},
  };
}

/** The rows as sorted texts (a UNION ALL has no order), and how often the model was called. */
async function run(plan: Plan): Promise<{ rows: string[]; calls: number }> {
  let calls = 0;
  const client = fakeModel(([value]) => {
    calls++;
    const text = String(value);
    return text === 'b' ? [] : [[`<${text}>`]];
  });
  const clock = new FakeClock();
  const query = await startQuery(
    plan,
    {
      ...building(clock),
      batchRows: 2,
      createSource: () => {
        throw new Error('no table');
      },
      openModel: async () => client,
    },
    new Scheduler(clock),
    new AbortController().signal,
  );
  const rows: string[] = [];
  try {
    for await (const batch of query.batches) rows.push(...batch.rows.map((row) => JSON.stringify(row)));
  } catch (error) {
    return { rows: [`error ${String(error)}`], calls: Infinity };
  }
  return { rows: rows.toSorted(), calls };
}

/** SELECTs over one another whose columns are always a INT, b INT, s STRING. With `pure` nothing calls the model. */
class RandomQuery {
  readonly #chance: Chance;
  readonly #pure: boolean;
  #aliases = 0;
  #hasUnion = false;

  constructor(seed: number, pure: boolean) {
    this.#chance = new Chance(seed);
    this.#pure = pure;
  }

  text(): string {
    return this.#query(1 + this.#chance.below(4));
  }

  #query(depth: number): string {
    if (depth === 0) return 'SELECT a, b, s FROM v';
    const input = () => this.#query(depth - 1);
    const alias = `t${this.#aliases++}`;
    switch (this.#pick(6)) {
      case 0:
        this.#hasUnion = true;
        return `${input()} UNION ALL ${input()}`;
      case 1:
        return this.#table(input(), alias, this.#where());
      case 2: {
        const inner = input();
        // which rows come first is open behind a UNION ALL
        return this.#hasUnion
          ? inner
          : `SELECT a, b, s FROM (${inner}) AS ${alias} LIMIT ${this.#pick(6)} OFFSET ${this.#pick(3)}`;
      }
      default: {
        const list = `${this.#number(2)} AS a, ${this.#number(2)} AS b, ${this.#string(2)} AS s`;
        return `SELECT ${list} FROM (${input()}) AS ${alias} ${this.#where()}`;
      }
    }
  }

  #table(input: string, alias: string, where: string): string {
    if (!this.#pure)
      return `SELECT a, b, r AS s FROM ML_PREDICT((${input}), MODEL m, DESCRIPTOR(s)) ${where}`;
    const answered = `SELECT a, b, s FROM (${input}) AS ${alias}x WHERE s <> 'b'`;
    return `SELECT a, b, '<' || s || '>' AS s FROM (${answered}) AS ${alias} ${where}`;
  }

  #where(): string {
    return this.#chance.happens(0.6) ? `WHERE ${this.#condition(2)}` : '';
  }

  #number(depth: number): string {
    if (depth === 0) return ['a', 'b', '1', 'a'][this.#pick(4)] ?? 'a';
    const part = () => this.#number(depth - 1);
    switch (this.#pick(6)) {
      case 0:
        return `(${part()} + ${part()})`;
      case 1:
        return `COALESCE(${part()}, ${part()})`;
      case 2:
        return `CASE WHEN ${this.#condition(depth - 1)} THEN ${part()} ELSE ${part()} END`;
      case 3:
        return `CHAR_LENGTH(${this.#string(depth - 1)})`;
      default:
        return part();
    }
  }

  #string(depth: number): string {
    if (depth === 0) return ['s', this.#answer('s'), "'a'", 'UPPER(s)'][this.#pick(4)] ?? 's';
    const part = () => this.#string(depth - 1);
    switch (this.#pick(7)) {
      case 0:
      case 1:
        return this.#answer(part());
      case 2:
        return `COALESCE(CAST(${part()} AS STRING), ${part()})`;
      case 3:
        return `IF(${this.#condition(depth - 1)}, ${part()}, ${part()})`;
      case 4:
        return `CASE WHEN ${this.#condition(depth - 1)} THEN ${part()} WHEN ${this.#condition(depth - 1)} THEN ${part()} END`;
      default:
        return part();
    }
  }

  /** What `predict` of this test answers. */
  #answer(text: string): string {
    if (!this.#pure) return `ML_PREDICT(m, ${text})`;
    return `CASE WHEN ${text} = 'b' THEN CAST(NULL AS STRING) ELSE '<' || ${text} || '>' END`;
  }

  #condition(depth: number): string {
    if (depth === 0)
      return ['a > 2', 'b IS NULL', "s = 'a'", 'a < b', "s IN ('a', '<a>')"][this.#pick(5)] ?? 'a > 2';
    const part = () => this.#condition(depth - 1);
    switch (this.#pick(6)) {
      case 0:
        return `(${part()} AND ${part()})`;
      case 1:
        return `(${part()} OR ${part()})`;
      case 2:
        return `NOT (${part()})`;
      case 3:
        return `${this.#string(depth - 1)} = ${this.#string(depth - 1)}`;
      case 4:
        return `${this.#number(depth - 1)} > ${this.#number(depth - 1)}`;
      default:
        return part();
    }
  }

  #pick(below: number): number {
    return this.#chance.below(below);
  }
}
