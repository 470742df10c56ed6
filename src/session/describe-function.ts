import { functionKey, type CatalogFunction } from '../catalog/functions.ts';
import { printId } from '../catalog/objects.ts';
import { SqlError } from '../common/errors.ts';
import { findAggregate } from '../functions/aggregate.ts';
import { findFunction } from '../functions/index.ts';
import { unknownFunction } from '../planner/function-lookup.ts';
import type { ObjectName } from '../sql/ast/query.ts';
import { printType, STRING } from '../types/type.ts';
import type { StatementContext } from './context.ts';
import { plannerContext } from './planning.ts';
import type { Result } from './result.ts';
import { utilityRows } from './utility-rows.ts';

const COLUMNS = [
  { name: 'info name', type: STRING },
  { name: 'info value', type: STRING },
];

type Rows = readonly (readonly [string, string])[];

/** DESCRIBE FUNCTION: what it is and where it comes from; EXTENDED: how it is called, too. Throws E_UNKNOWN_FUNCTION. */
export function describeFunction(name: ObjectName, extended: boolean, context: StatementContext): Result {
  return utilityRows(COLUMNS, rowsOf(name, extended, context));
}

function rowsOf(name: ObjectName, extended: boolean, context: StatementContext): Rows {
  const { functions } = context.catalog;
  const [only = { name: '', span: name.span }, more] = name.parts;
  const isBare = more === undefined;
  const system = isBare ? functions.system(only.name) : undefined;
  if (system !== undefined) {
    return [...flags(true, true), ...(extended ? details(system.body, functionKey(only.name)) : [])];
  }
  const builtIn = isBare ? (findFunction(only.name) ?? findAggregate(only.name)) : undefined;
  if (builtIn !== undefined) {
    const kind = findFunction(only.name) === undefined ? 'AGGREGATE' : 'SCALAR';
    const deterministic = 'deterministic' in builtIn ? builtIn.deterministic : true;
    return [...flags(true, false), ...(extended ? detailRows(kind, deterministic, builtIn.syntax) : [])];
  }
  const own = functions.at(context.catalog.resolve(name));
  if (own === undefined) {
    const written = name.parts.map((part) => part.name).join('.');
    const call = { kind: 'call', name: written, nameSpan: name.span, args: [], distinct: false } as const;
    throw unknownFunction({ ...call, span: name.span }, plannerContext(context));
  }
  return [
    ...ownRows(own, name),
    ...(extended ? details(own.body, printId({ ...own.id, name: functionKey(own.id.name) })) : []),
  ];
}

function flags(isSystem: boolean, isTemporary: boolean): Rows {
  return [
    ['is system function', String(isSystem)],
    ['is temporary', String(isTemporary)],
  ];
}

/** As in Flink a class must be there to be described. */
function ownRows({ temporary, target, language, body }: CatalogFunction, name: ObjectName): Rows {
  if (body.kind === 'class') {
    throw new SqlError(
      'E_NOT_FOUND',
      `class '${target}' cannot be loaded: weir runs functions in JavaScript`,
      {
        span: name.span,
      },
    );
  }
  return [
    ...flags(false, temporary),
    [language === 'JAVASCRIPT' ? 'file' : 'class name', target],
    ['function language', language],
    ['resource uris', '[]'],
  ];
}

function details(body: CatalogFunction['body'], name: string): Rows {
  if (body.kind === 'class') return [];
  const types = body.arguments.map((type, i) => `arg${i} => ${printType(type)}`);
  const signature = `${name}(${types.join(', ')})`;
  return detailRows(body.kind === 'table' ? 'TABLE' : 'SCALAR', body.record.deterministic, signature);
}

function detailRows(kind: string, deterministic: boolean, signature: string): Rows {
  return [
    ['kind', kind],
    ['requirements', '[]'],
    ['is deterministic', String(deterministic)],
    ['supports constant folding', String(deterministic)],
    ['signature', signature],
  ];
}
