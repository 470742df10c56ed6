import { openSession, formatValue, printType, SqlError } from '../../../../src/index.ts';

export { Chance } from '../../../simulation/chance.ts';

export type Answer =
  | { readonly types: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly error: string };

/** Asks weir; errors come back as texts. */
export async function askWeir(sql: string): Promise<Answer> {
  const session = await openSession();
  try {
    const result = await session.execute(sql);
    if (result.kind !== 'rows') throw new Error(`no query: ${sql}`);
    const { columns } = result;
    const rows: (string | null)[][] = [];
    for await (const changes of result.rows)
      for (const { values } of changes) rows.push(values.map((value, i) => text(value, columns[i]?.type)));
    return { types: columns.map(({ type }) => printType(type)), rows };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return { error: `${error.code}: ${error.message}` };
  } finally {
    await session.close({ drain: false });
  }
}

function text(value: unknown, type: Parameters<typeof formatValue>[1] | undefined): string | null {
  return value === null || type === undefined ? null : formatValue(value, type, { timeZone: 'UTC' });
}
