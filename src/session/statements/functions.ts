import type { CatalogFunction, FunctionBody, FunctionPlace } from '../../catalog/functions.ts';
import { SqlError, type Span } from '../../common/errors.ts';
import { located } from '../../common/located.ts';
import { isFixedFunction, languageName } from '../../planner/function-lookup.ts';
import type { ObjectName } from '../../sql/ast/query.ts';
import type { FunctionTarget } from '../../sql/ast/statement.ts';
import type { Handler, StatementContext } from '../context.ts';
import { loadFunction, namesFile } from '../load-function.ts';

/** CREATE FUNCTION: the file is loaded now. What runs keeps the function that it began with. */
export const createFunction: Handler<'createFunction'> = async (statement, context, signal) => {
  const { functions } = context.catalog;
  const { name, target, ifNotExists } = statement;
  const place = placeOf(statement, context);
  if (ifNotExists && functions.get(place) !== undefined) {
    return { kind: 'message', text: `Function ${place.id.name} exists already; nothing is changed.` };
  }
  const body = await bodyOf(place, name.span, target, context, signal);
  located(name.span, () => functions.create(record(place, target, body)));
  return { kind: 'message', text: 'Function created.' };
};

/** ALTER FUNCTION: another class or file behind the same name. As in Flink of a permanent function alone. */
export const alterFunction: Handler<'alterFunction'> = async (statement, context, signal) => {
  const { functions } = context.catalog;
  const { name, target, ifExists, temporary } = statement;
  const place = placeOf(statement, context);
  if (temporary) {
    throw new SqlError('E_DEFINITION', 'a temporary function cannot be altered', {
      span: name.span,
      hint: `DROP TEMPORARY ${place.system ? 'SYSTEM ' : ''}FUNCTION ${place.id.name}; and create it anew`,
    });
  }
  if (ifExists && functions.get(place) === undefined) {
    return { kind: 'message', text: `There is no function ${place.id.name}; nothing is changed.` };
  }
  const body = await bodyOf(place, name.span, target, context, signal);
  located(name.span, () => functions.replace(record(place, target, body)));
  return { kind: 'message', text: 'Function altered.' };
};

/** DROP FUNCTION. What runs goes on with it; views that call it fail when they are used. */
export const dropFunction: Handler<'dropFunction'> = async (statement, context) => {
  const place = placeOf(statement, context);
  const dropped = located(statement.name.span, () =>
    context.catalog.functions.drop(place, statement.ifExists),
  );
  const text = dropped ? 'Function dropped.' : `There is no function ${place.id.name}; nothing is changed.`;
  return { kind: 'message', text };
};

function placeOf(
  {
    name,
    temporary,
    system,
  }: { readonly name: ObjectName; readonly temporary: boolean; readonly system: boolean },
  { catalog }: StatementContext,
): FunctionPlace {
  if (system && name.parts.length > 1) {
    throw new SqlError('E_DEFINITION', 'a system function has a name of one part: it is of no database', {
      span: name.span,
    });
  }
  return { id: catalog.resolve(name), temporary, system };
}

function record(place: FunctionPlace, target: FunctionTarget, body: FunctionBody): CatalogFunction {
  return { ...place, target: target.text, language: target.language, body };
}

async function bodyOf(
  { id, temporary, system }: FunctionPlace,
  nameSpan: Span,
  target: FunctionTarget,
  context: StatementContext,
  signal: AbortSignal,
): Promise<FunctionBody> {
  if (target.language === 'JAVASCRIPT') {
    if (system) located(nameSpan, () => refuseHiding(id.name));
    return loadFunction(id.name, target, context.parts.modules, signal);
  }
  if (namesFile(target.text) && /[#/]/.test(target.text)) {
    throw new SqlError(
      'E_DEFINITION',
      `'${target.text}' is a file, not a class of ${languageName(target.language)}`,
      {
        span: target.span,
        hint: `AS '${target.text}' LANGUAGE JAVASCRIPT`,
      },
    );
  }
  if (target.text === '') {
    throw new SqlError('E_DEFINITION', 'a function needs a class or a file', { span: target.span });
  }
  const what = `class '${target.text}' cannot be run: weir has no ${languageName(target.language)}`;
  // Flink looks for the class of a temporary function at once, for others when they are called.
  if (temporary) {
    throw new SqlError('E_NOT_FOUND', what, {
      span: target.span,
      hint: "write it in JavaScript: AS 'file.js#name' LANGUAGE JAVASCRIPT",
    });
  }
  context.notice(`warning: function ${id.name} will fail when called: ${what}`);
  return { kind: 'class' };
}

function refuseHiding(name: string): void {
  if (!isFixedFunction(name)) return;
  throw new SqlError('E_UNSUPPORTED', `weir does not let a function hide ${name.toUpperCase()}`, {
    hint: 'give it another name',
  });
}
