import { SqlError } from '../../src/common/errors.ts';
import type { Positions, Source } from '../../src/connectors/connector.ts';
import type { Plan, PlannedTable } from '../../src/planner/plan.ts';
import type { Batch } from '../../src/types/batch.ts';
import type { Schema } from '../../src/types/schema.ts';
import { INT } from '../../src/types/type.ts';

const SCHEMA: Schema = [{ name: 'n', type: INT }];
const TABLE: PlannedTable = {
  id: { catalog: 'c', database: 'd', name: 't' },
  connector: 'numbers',
  options: new Map(),
  columns: SCHEMA,
  primaryKey: [],
};

/** 0, 1, 2 ... as many as the test gives, until it ends or fails. */
export class Numbers implements Source {
  closed = 0;
  #given = 0;
  #next = 0;
  #over = false;
  #failure: unknown;
  #wake: () => void = () => undefined;
  #go: () => void = () => undefined;
  readonly #options: { readonly failsToStart?: boolean; readonly startsSlowly?: boolean };

  constructor(options: { readonly failsToStart?: boolean; readonly startsSlowly?: boolean } = {}) {
    this.#options = options;
  }

  give(rows: number): void {
    this.#given += rows;
    this.#wake();
  }

  end(): void {
    this.#over = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = error;
    this.#wake();
  }

  go(): void {
    this.#go();
  }

  async start(): Promise<void> {
    if (this.#options.failsToStart === true) throw new SqlError('E_KAFKA', 'no such topic');
    if (this.#options.startsSlowly === true) await new Promise<void>((resolve) => (this.#go = resolve));
  }

  async poll(maxRows: number): Promise<Batch | undefined> {
    for (;;) {
      if (this.#next < this.#given) {
        const count = Math.min(maxRows, this.#given - this.#next);
        this.#next += count;
        const first = this.#next - count;
        return { rows: Array.from({ length: count }, (_, i) => [first + i]), kinds: undefined };
      }
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#over) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  positions(): Positions {
    return new Map([['n', String(this.#next)]]);
  }

  lag(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

export function scanPlan(): Plan {
  const traits = { bounded: false, changelog: 'insert', metadata: [] } as const;
  return { kind: 'scan', table: TABLE, traits, schema: SCHEMA };
}

export function unionPlan(...inputs: Plan[]): Plan {
  return { kind: 'union', inputs, schema: SCHEMA };
}

/** A model call over the first column, at most 10 at once. */
export function modelPlan(input: Plan, form: 'table' | 'scalar' = 'scalar'): Plan {
  const answer = { name: 'answer', type: INT };
  return {
    kind: 'predict',
    input,
    schema: [...input.schema, answer],
    model: {
      kind: 'model',
      id: { catalog: 'c', database: 'd', name: 'm' },
      temporary: false,
      input: [{ name: 'n', type: INT, comment: undefined }],
      output: [{ ...answer, comment: undefined }],
      options: new Map(),
      comment: undefined,
    },
    args: [{ kind: 'column', index: 0, name: 'n', type: INT }],
    config: { maxConcurrent: 10, ordered: true, timeoutMs: 180_000 },
    form,
    guard: undefined,
  };
}
