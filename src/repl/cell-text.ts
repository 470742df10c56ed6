import type { Session } from '../session/session.ts';
import { compileFormat } from '../types/format-value.ts';
import type { CellText } from './render/row-writer.ts';

/** Cells as Flink's client prints them, times in the session's zone. */
export function cellTextOf(session: Session): CellText {
  const timeZone = session.setting('table.local-time-zone') ?? 'UTC';
  return (type) => compileFormat(type, { timeZone });
}
