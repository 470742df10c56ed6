import { types } from 'node:util';
import { parseDate, parseTime, parseTimestamp } from '../../types/datetime.ts';
import { timestampOf } from '../../types/timestamp.ts';
import type { SqlType } from '../../types/type.ts';

import { mismatch, type Read } from './mismatch.ts';

const FORMS = {
  DATE: "a DATE is a string like '2026-01-31'",
  TIME: "a TIME is a string like '23:59:59'",
  TIMESTAMP: "a TIMESTAMP is a string like '2026-01-31 23:59:59.123'",
  TIMESTAMP_LTZ: 'a TIMESTAMP_LTZ is a Date',
} as const;

/** Reads texts of DATE, TIME and TIMESTAMP as SQL writes them (also with the T of ISO 8601), and a Date for TIMESTAMP_LTZ. */
export function timeReader(type: SqlType, kind: keyof typeof FORMS, path: string): Read {
  const read = readerOf(kind, 'precision' in type ? type.precision : 0);
  return (value) => {
    const found = read(value);
    if (found === undefined) throw mismatch(value, type, path, FORMS[kind]);
    return found;
  };
}

function readerOf(kind: keyof typeof FORMS, precision: number): Read {
  switch (kind) {
    case 'DATE':
      return ofText((text) => (/^\d+-\d+-\d+$/.test(text) ? parseDate(text) : undefined));
    case 'TIME': {
      const step = 10 ** Math.max(0, 3 - precision);
      return ofText((text) => {
        const ms = parseTime(text);
        return ms === undefined ? undefined : Math.floor(ms / step) * step;
      });
    }
    case 'TIMESTAMP':
      return ofText((text) => {
        const local = parseTimestamp(text, text.includes('T') ? 'T' : ' ');
        return local && timestampOf(local.ms, local.nanos, precision);
      });
    case 'TIMESTAMP_LTZ':
      return (value) => {
        if (!types.isDate(value)) return undefined;
        const ms = Date.prototype.getTime.call(value); // a class of its own may say something else
        return Number.isNaN(ms) ? undefined : timestampOf(ms, 0, precision);
      };
  }
}

function ofText(read: (text: string) => unknown): Read {
  return (value) => (typeof value === 'string' ? read(value) : undefined);
}
