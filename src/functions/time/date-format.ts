import type { Clock } from '../../common/clock.ts';
import { epochMs, nanosOfMs } from '../../types/timestamp.ts';
import { timeZone as openZone, UTC } from '../../types/time-zone.ts';
import type { Long } from '../../types/long.ts';
import { BIGINT, STRING } from '../../types/type.ts';
import { compileCalendarFormat } from './pattern/format-calendar.ts';
import { compileMomentFormat } from './pattern/format-moment.ts';
import { legacyZone, sessionZone } from './pattern/legacy-zone.ts';
import { compileCalendarParse, type Century } from './pattern/parse-calendar.ts';
import { remembering } from '../remembering.ts';
import { defineScalar } from '../define.ts';

// Texts of moments by pattern. Flink has two dialects: TIMESTAMPs are written as java.time does, all else as SimpleDateFormat.

const PLAIN = 'yyyy-MM-dd HH:mm:ss';
const NO_SECOND = -9_223_372_036_854_775_808n;

export const dateFormat = defineScalar({
  name: 'DATE_FORMAT',
  syntax: 'DATE_FORMAT(timestamp, pattern)',
  doc: "The moment as text by a pattern like 'yyyy-MM-dd HH:mm'; a text is read as 'yyyy-MM-dd HH:mm:ss' first.",
  args: ['TIMESTAMP|STRING', 'STRING'],
  returns: STRING,
  nullable: true,
  compile([type], { timeZone, clock }) {
    if (type?.kind !== 'TIMESTAMP' && type?.kind !== 'TIMESTAMP_LTZ') return textFormat(clock);
    const { precision } = type;
    const zone = type.kind === 'TIMESTAMP' ? UTC : openZone(timeZone);
    const formatBy = remembering(compileMomentFormat);
    // the parameters say TIMESTAMP or STRING, the type says which
    return (value, pattern) => {
      const moment = value as Long;
      return formatBy(pattern)(zone.toLocal(epochMs(moment, precision)), nanosOfMs(moment, precision));
    };
  },
});

function textFormat(clock: Clock): (value: unknown, pattern: string) => string | null {
  const zone = legacyZone('UTC');
  const parse = compileCalendarParse(PLAIN, zone, centuryOf(clock));
  const formatBy = remembering((pattern) => compileCalendarFormat(pattern, zone));
  return (value, pattern) => {
    const format = formatBy(pattern);
    const instant = parse(String(value));
    return instant === undefined ? null : format(instant);
  };
}

/** Two digits of a year mean one from 80 years ago on. */
export function centuryOf(clock: Clock): Century {
  const start = new Date(clock.now());
  start.setUTCFullYear(start.getUTCFullYear() - 80);
  return { startMs: start.getTime(), startYear: start.getUTCFullYear() };
}

export const fromUnixtime = defineScalar({
  name: 'FROM_UNIXTIME',
  syntax: 'FROM_UNIXTIME(seconds [, pattern])',
  doc: "So many seconds after 1970 as text, by clocks of the session zone; the pattern is 'yyyy-MM-dd HH:mm:ss' if none is given.",
  args: ['BIGINT', 'STRING?'],
  returns: STRING,
  nullable: true,
  compile(_types, { timeZone }) {
    const zone = sessionZone(timeZone);
    const formatBy = remembering((pattern) => compileCalendarFormat(pattern, zone));
    return (seconds, pattern = PLAIN) => formatBy(pattern)(millisOf(seconds));
  },
});

/** ms as Java counts them: they wrap at 64 bits. */
function millisOf(seconds: Long): number {
  if (typeof seconds === 'number' && Math.abs(seconds) < 9e12) return seconds * 1000;
  return Number(BigInt.asIntN(64, BigInt(seconds) * 1000n));
}

export const unixTimestamp = defineScalar({
  name: 'UNIX_TIMESTAMP',
  syntax: 'UNIX_TIMESTAMP([string [, pattern]])',
  doc: "Seconds since 1970 now, or of a text by a pattern ('yyyy-MM-dd HH:mm:ss') in the session zone; the smallest BIGINT if it does not fit.",
  args: ['STRING?', 'STRING?'],
  returns: BIGINT,
  deterministic: false,
  compile(types, { timeZone, clock }) {
    if (types.length === 0) return () => Math.floor(clock.now() / 1000);
    const zone = sessionZone(timeZone);
    const century = centuryOf(clock);
    const parseBy = remembering((pattern) => compileCalendarParse(pattern, zone, century));
    return (text = '', pattern = PLAIN) => {
      const instant = parseBy(pattern)(text);
      return instant === undefined ? NO_SECOND : Math.trunc(instant / 1000) + 0;
    };
  },
});

export const convertTz = defineScalar({
  name: 'CONVERT_TZ',
  syntax: 'CONVERT_TZ(string, from zone, to zone)',
  doc: "What clocks of the second zone show when those of the first show 'yyyy-MM-dd HH:mm:ss'; a zone that does not exist is UTC.",
  args: ['STRING', 'STRING', 'STRING'],
  returns: STRING,
  nullable: true,
  compile(_types, { clock }) {
    const century = centuryOf(clock);
    const parseIn = remembering((zone) => compileCalendarParse(PLAIN, legacyZone(zone), century));
    const formatIn = remembering((zone) => compileCalendarFormat(PLAIN, legacyZone(zone)));
    return (text, from, to) => {
      const instant = parseIn(from)(text);
      return instant === undefined ? null : formatIn(to)(instant);
    };
  },
});
