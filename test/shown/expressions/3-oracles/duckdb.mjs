// DuckDB as a judge of expressions.
import { DuckDBInstance } from '@duckdb/node-api';

export async function openDuckDb() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  return {
    /** Rows of texts, NULL as null. */
    async ask(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
