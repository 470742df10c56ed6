import type { Expression } from './ast/query.ts';

/** Functions that Flink keeps in its newer catalog: it prints their names in backquotes, the others' without. */
const QUOTED: ReadonlySet<string> = new Set(
  `ARRAY_AGG ARRAY_APPEND ARRAY_CONCAT ARRAY_CONTAINS ARRAY_DISTINCT ARRAY_EXCEPT ARRAY_INTERSECT ARRAY_JOIN ARRAY_MAX
  ARRAY_MIN ARRAY_POSITION ARRAY_PREPEND ARRAY_REMOVE ARRAY_REVERSE ARRAY_SLICE ARRAY_SORT ARRAY_UNION BTRIM COALESCE
  CURRENT_WATERMARK ELT ENDSWITH GREATEST IFNULL JSON_STRING LEAST MAP_ENTRIES MAP_FROM_ARRAYS MAP_FROM_ENTRIES MAP_KEYS
  MAP_UNION MAP_VALUES PARSE_JSON PERCENTILE PRINTF REGEXP_COUNT REGEXP_EXTRACT_ALL REGEXP_INSTR REGEXP_SUBSTR
  SOURCE_WATERMARK SPLIT STARTSWITH TO_TIMESTAMP_LTZ TRANSLATE TRY_PARSE_JSON TYPEOF UNHEX URL_DECODE URL_ENCODE`.split(
    /\s+/,
  ),
);

/** Written without parentheses when they have no argument. */
const BARE =
  /^(CURRENT_(DATE|TIME|TIMESTAMP|USER|CATALOG|PATH|ROLE)|LOCALTIME|LOCALTIMESTAMP|USER|SESSION_USER|SYSTEM_USER)$/;

/** A call with its arguments printed already, in the grammar of its function; see special-calls.ts and json-calls.ts. */
export function printFixedCall(
  call: Expression & { kind: 'call' },
  args: readonly string[],
  distinct: string,
): string {
  const name = call.name.toUpperCase();
  const [first = '', second = '', third = '', fourth] = args;
  switch (name) {
    case 'ITEM':
      return `${first}[${second}]`;
    case 'ARRAY':
    case 'MAP':
      return `${name}[${args.join(', ')}]`;
    case 'EXTRACT':
      return `EXTRACT(${first} FROM ${second})`;
    case 'FLOOR':
    case 'CEIL':
      return `${name}(${call.args[1]?.kind === 'symbol' ? `${first} TO ${second}` : args.join(', ')})`;
    case 'TRIM':
      return args.length === 3 ? `TRIM(${first} ${second} FROM ${third})` : `TRIM(${args.join(', ')})`;
    case 'POSITION':
      return `POSITION(${first} IN ${second}${args.length === 3 ? ` FROM ${third}` : ''})`;
    case 'SUBSTRING':
      return `SUBSTRING(${first} FROM ${second}${args.length === 3 ? ` FOR ${third}` : ''})`;
    case 'OVERLAY':
      return `OVERLAY(${first} PLACING ${second} FROM ${third}${fourth === undefined ? '' : ` FOR ${fourth}`})`;
    case 'UNNEST':
      return `UNNEST(${first})${second === '' ? '' : ` ${second}`}`;
    case 'INTERVAL BETWEEN':
      return `((${first}) - (${second})) ${third}`;
    case 'GROUPING SETS':
    case 'ROLLUP':
    case 'CUBE':
      return `${name} (${args.join(', ')})`;
    case 'ROW':
      // `()` is the whole of GROUP BY (), or of a grouping set.
      return args.length === 0 ? '()' : `ROW(${args.join(', ')})`;
    case 'JSON_VALUE':
    case 'JSON_QUERY':
    case 'JSON_EXISTS':
      return `${name}(${first}, ${jsonTail(args.slice(1), call.args.slice(1))})`;
    case 'JSON_OBJECT':
    case 'JSON_OBJECTAGG':
      return `${name}(${jsonPairs(args, call.args)})`;
    case 'JSON_ARRAY':
    case 'JSON_ARRAYAGG':
      return `${name}(${jsonList(args, call.args)})`;
    default:
      if (args.length === 0 && BARE.test(name)) return name;
      return `${QUOTED.has(name) ? `\`${name}\`` : name}(${distinct}${args.join(', ')})`;
  }
}

/** The path, then the clauses as they were written: DEFAULT v ON EMPTY stands as a symbol and a value. */
function jsonTail(args: readonly string[], parts: readonly Expression[]): string {
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [text = '', next = ''] = [args[i], args[i + 1]];
    if (parts[i]?.kind === 'symbol' && text.startsWith('DEFAULT ON')) {
      words.push(`DEFAULT ${next} ${text.slice('DEFAULT '.length)}`);
      i++;
    } else words.push(text);
  }
  return words.join(' ');
}

function jsonPairs(args: readonly string[], parts: readonly Expression[]): string {
  const pairs: string[] = [];
  let i = 0;
  for (; i + 1 < args.length && parts[i]?.kind !== 'symbol'; i += 2)
    pairs.push(`KEY ${args[i]} VALUE ${args[i + 1]}`);
  return [pairs.join(', '), ...args.slice(i)].join(' ').trim();
}

function jsonList(args: readonly string[], parts: readonly Expression[]): string {
  const values = args.filter((_, i) => parts[i]?.kind !== 'symbol');
  const clauses = args.filter((_, i) => parts[i]?.kind === 'symbol');
  return [values.join(', '), ...clauses].join(' ').trim();
}
