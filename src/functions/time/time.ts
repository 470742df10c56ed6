import { SqlError } from '../../common/errors.ts';
import { MS_PER_DAY } from '../../types/civil.ts';
import { isNumeric } from '../../types/coercion.ts';
import { timeZone as openZone } from '../../types/time-zone.ts';
import { DATE, timestampLtz, withNullability, withoutAttribute, type SqlType } from '../../types/type.ts';
import {
  defineFunction,
  valuesOnly,
  wrongArguments,
  wrongType,
  type FunctionContext,
  type ScalarFunction,
} from '../define.ts';

/** Flink reads a precision behind these and then cannot run it. */
const PRECISE = /(CURRENT_|LOCAL)TIME/;

const TIMESTAMP_3: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
const TIME_0: SqlType = { kind: 'TIME', precision: 0, nullable: true };

export const currentTimestamp = clockFunction(
  'CURRENT_TIMESTAMP',
  ['NOW', 'CURRENT_ROW_TIMESTAMP'],
  'The moment now, for each row anew.',
  timestampLtz(3),
  ({ clock }) => clock.now(),
);
export const localTimestamp = clockFunction(
  'LOCALTIMESTAMP',
  [],
  'What clocks of the session zone show now.',
  TIMESTAMP_3,
  localNow,
);
export const currentDate = clockFunction(
  'CURRENT_DATE',
  [],
  'The date now in the session zone.',
  DATE,
  (context) => Math.floor(localNow(context) / MS_PER_DAY),
);
export const currentTime = clockFunction(
  'CURRENT_TIME',
  ['LOCALTIME'],
  'The time of day now in the session zone, in whole seconds.',
  TIME_0,
  (context) => Math.floor((localNow(context) % MS_PER_DAY) / 1000) * 1000,
);
export const proctime = clockFunction(
  'PROCTIME',
  [],
  'The moment at which a row is worked on, as a time attribute.',
  { kind: 'TIMESTAMP_LTZ', precision: 3, attribute: 'PROCTIME', nullable: false },
  ({ clock }) => clock.now(),
);
export const currentWatermark = defineFunction({
  name: 'CURRENT_WATERMARK',
  syntax: 'CURRENT_WATERMARK(rowtime column)',
  doc: 'The watermark of this moment, NULL before there is one: rows not later than it come late.',
  nulls: 'own',
  deterministic: false,
  bind(args) {
    const [rowtime, ...rest] = valuesOnly(this, args);
    if (rowtime === undefined || rest.length > 0)
      throw wrongArguments(this, `1 argument wanted, ${args.length} given`);
    const { type } = rowtime;
    if (!('attribute' in type) || type.attribute !== 'ROWTIME')
      throw wrongType(this, [type], 'it takes a column that a WATERMARK is declared for');
    return {
      returns: withNullability(withoutAttribute(type), true),
      parameters: [type],
      compile({ watermark }) {
        if (watermark !== undefined) return watermark;
        throw new SqlError('E_UNSUPPORTED', 'weir knows CURRENT_WATERMARK in SELECT and WHERE only', {
          hint: 'compute it in a subquery below',
        });
      },
    };
  },
});
function localNow(context: FunctionContext): number {
  return openZone(context.timeZone).toLocal(context.clock.now());
}

function clockFunction(
  name: string,
  aliases: readonly string[],
  doc: string,
  type: SqlType,
  read: (context: FunctionContext) => number,
): ScalarFunction {
  const returns = withNullability(type, false);
  return defineFunction({
    name,
    aliases,
    syntax: `${name}${aliases.includes('NOW') || name.startsWith('CURRENT') || name.startsWith('LOCAL') ? '' : '()'}`,
    doc,
    deterministic: false,
    bind(args) {
      if (args.length > 0) {
        const [only] = args;
        const isPrecision = only?.kind === 'value' && isNumeric(only.type) && PRECISE.test(name);
        const code = isPrecision ? 'E_UNSUPPORTED' : 'E_ARGUMENTS';
        throw new SqlError(code, `${name} has one precision and takes no arguments`);
      }
      return { returns, parameters: [], compile: (context) => () => read(context) };
    },
  });
}
