import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileCalendarFormat } from '../../../../src/functions/time/pattern/format-calendar.ts';
import { compileMomentFormat } from '../../../../src/functions/time/pattern/format-moment.ts';
import { legacyZone } from '../../../../src/functions/time/pattern/legacy-zone.ts';
import { compileCalendarParse } from '../../../../src/functions/time/pattern/parse-calendar.ts';
import { compileMomentParse } from '../../../../src/functions/time/pattern/parse-moment.ts';
import { daysFromCivil, MS_PER_DAY } from '../../../../src/types/civil.ts';

// Answers of Java 17, recorded by scripts/java/DatePatternAnswers.java; null is a pattern or text that it refuses.

interface Row {
  readonly pattern: string;
  readonly zone?: string;
  readonly answers: Readonly<Record<string, string | null>>;
}

function rows(name: string): readonly Row[] {
  const path = join(import.meta.dirname, '../../../../fixtures/date-pattern', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Row[];
}

/** All cases that come out otherwise, as 'pattern zone input: ours, Java theirs'. */
function differences(name: string, answer: (row: Row) => (input: string) => string | null): string[] {
  return rows(name).flatMap((row) =>
    Object.entries(row.answers).flatMap(([input, wanted]) => {
      let ours: string | null;
      try {
        ours = answer(row)(input);
      } catch {
        ours = null;
      }
      return ours === wanted ? [] : [`${row.pattern} ${row.zone ?? ''} ${input}: ${ours}, Java ${wanted}`];
    }),
  );
}

function momentOf(text: string): { ms: number; nanos: number } {
  const [, year, month, day, hour, minute, second = '0', fraction = ''] =
    /^([+-]?\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/.exec(text) ?? [];
  const days = daysFromCivil(Number(year), Number(month), Number(day));
  const nanos = fraction.padEnd(9, '0');
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return {
    ms: days * MS_PER_DAY + seconds * 1000 + Number(nanos.slice(0, 3)),
    nanos: Number(nanos.slice(3)),
  };
}

const CENTURY = { startMs: Date.UTC(1946, 2, 1), startYear: 1946 };

test('moments are written as by DateTimeFormatter', () => {
  const different = differences('moment-format', ({ pattern }) => {
    const format = compileMomentFormat(pattern);
    return (input) => {
      const { ms, nanos } = momentOf(input);
      return format(ms, nanos);
    };
  });
  expect(different).toEqual([]);
});

test('moments are read as by DateTimeFormatter', () => {
  const different = differences('moment-parse', ({ pattern }) => {
    const parse = compileMomentParse(pattern);
    return (input) => {
      const moment = parse(input);
      if (moment === undefined) return null;
      const seconds = Math.floor(moment.ms / 1000);
      return `${seconds} ${(moment.ms - seconds * 1000) * 1e6 + moment.nanos}`;
    };
  });
  expect(different).toEqual([]);
});

test('instants are written as by SimpleDateFormat', () => {
  const different = differences('calendar-format', ({ pattern, zone = 'UTC' }) => {
    const format = compileCalendarFormat(pattern, legacyZone(zone));
    return (input) => format(Number(input));
  });
  expect(different).toEqual([]);
});

test('instants are read as by SimpleDateFormat', () => {
  const different = differences('calendar-parse', ({ pattern, zone = 'UTC' }) => {
    const parse = compileCalendarParse(pattern, legacyZone(zone), CENTURY);
    return (input) => String(parse(input) ?? '') || null;
  });
  expect(different).toEqual([]);
});

test('there are more than 300 recorded answers of each kind', () => {
  const count = (name: string) =>
    rows(name).reduce((sum, { answers }) => sum + Object.keys(answers).length, 0);
  expect(count('moment-format')).toBeGreaterThan(300);
  expect(count('moment-parse')).toBeGreaterThan(300);
  expect(count('calendar-format')).toBeGreaterThan(300);
  expect(count('calendar-parse')).toBeGreaterThan(300);
});
