// Runs one recorded case in a fresh session of the library.

const TIMEOUT_MS = 20_000;
const ROW_LIMIT = 20_000;

/**
 * { columns, rows, error } in the form of the recorded cases; error has line and column when it has a place. `library` is
 * what src/index.ts exports, `parts` what the session is opened with besides.
 */
export async function runCase(library, { mode, setup, sql }, dataFolder, parts = {}) {
  const { openSession, SqlError } = library;
  const session = await openSession({ ...parts, settings: { 'execution.runtime-mode': mode } });
  const execute = (text) => run(library, session, text, abort.signal);
  const failed = (error, text, prefix) => failure(error, text, prefix, error instanceof SqlError);
  const abort = new AbortController();
  const timer = setTimeout(
    () => abort.abort(new SqlError('E_ABORTED', `no end after ${TIMEOUT_MS / 1000} s`)),
    TIMEOUT_MS,
  );
  const place = (text) => text.replaceAll('${DATA}', `file://${dataFolder}`);
  try {
    for (const statement of setup) {
      const thrown = await execute(place(statement)).then(
        () => undefined,
        (error) => error,
      );
      if (thrown !== undefined) return failed(thrown, '', 'setup: ');
    }
    const text = place(sql);
    return await execute(text).catch((error) => failed(error, text, ''));
  } finally {
    clearTimeout(timer);
    await session.close({ drain: false });
  }
}

async function run({ formatValue, printType }, session, sql, signal) {
  const result = await session.execute(sql, signal);
  if (result.kind === 'job') {
    await result.job.done;
    if (result.job.error !== undefined) throw result.job.error;
    return { columns: null, rows: null, error: null };
  }
  if (result.kind !== 'rows') return { columns: null, rows: null, error: null };
  const timeZone = session.setting('table.local-time-zone') ?? 'UTC';
  const columns = result.columns.map(({ name, type }) => ({ name, type: printType(type) }));
  const rows = [];
  for await (const changes of result.rows) {
    for (const { op, values } of changes) {
      const texts = values.map((value, i) =>
        value === null ? null : formatValue(value, result.columns[i].type, { timeZone }),
      );
      rows.push({ op, values: texts });
    }
    if (rows.length > ROW_LIMIT) break;
  }
  return { columns, rows, error: null };
}

function failure(error, text, prefix, known) {
  const at = known && error.span !== undefined ? position(text, error.span.start) : {};
  const kind = known ? error.kind : 'defect';
  return {
    columns: null,
    rows: null,
    error: { kind, code: error.code, message: `${prefix}${error.message}`, ...at },
  };
}

function position(text, offset) {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
