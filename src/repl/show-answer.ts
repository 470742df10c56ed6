import type { Change, Result } from '../session/result.ts';
import type { OutputFormat } from './arguments.ts';
import { eachChanges } from './changes.ts';
import { createWriter } from './render/create-writer.ts';
import { staticTable } from './render/static-table.ts';
import { sanitizeLines } from './sanitize.ts';
import type { View } from './view.ts';

type Rows = Result & { kind: 'rows' };

/** Shows the finite answer of SHOW, DESCRIBE and the like as a whole: a table, or a text where it is one. */
export async function showAnswer(result: Rows, view: View, stop: AbortController): Promise<void> {
  const { columns } = result;
  const rows: Change[] = [];
  await eachChanges(result.rows, stop.signal, (changes) => {
    for (const change of changes) rows.push(change);
  });
  if (rows.length === 0) view.screen.write('Empty set\n');
  else if (columns.length === 1 && columns[0]?.name === 'result')
    for (const { values } of rows) view.screen.write(`${sanitizeLines(String(values[0]))}\n`);
  else await view.screen.write(await staticTable(columns, rows, view.cellText(), view.style()));
}

/** Writes rows in a format asked for by --format, as a script would. */
export async function writeRows(
  result: Rows,
  format: OutputFormat,
  view: View,
  stop: AbortController,
): Promise<void> {
  const { session, screen, clock } = view;
  const batch = session.setting('execution.runtime-mode')?.toLowerCase() === 'batch';
  const writer = createWriter(format, { ...result, batch }, view.cellText());
  const startedAt = clock.now();
  let rows = 0;
  screen.write(writer.begin());
  const stopped = await eachChanges(result.rows, stop.signal, (changes) => {
    rows += changes.length;
    return screen.write(writer.rows(changes));
  });
  screen.write(writer.end({ rows, elapsedMs: clock.now() - startedAt, stopped }));
}
