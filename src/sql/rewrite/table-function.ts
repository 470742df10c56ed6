import { parseArguments } from '../arguments.ts';
import type { Expression } from '../ast/query.ts';
import { makeCall } from '../call.ts';
import type { Cursor } from '../cursor.ts';
import { checkMlPredict } from './ml-predict.ts';
import { checkWindowFunction } from './window-tvf.ts';

/** `f(...)` in FROM, with or without TABLE( ) around it. */
export function parseTableFunction(cursor: Cursor): Expression & { kind: 'call' } {
  const first = cursor.token;
  const { parts } = cursor.objectName("a table function's name");
  const nameSpan = cursor.spanFrom(first);
  const { args, distinct } = parseArguments(cursor);
  const name = parts.map((part) => part.name).join('.');
  const path = parts.length > 1 ? parts : undefined;
  const call = { ...makeCall(name, nameSpan, args, cursor.spanFrom(first)), path, distinct };
  checkMlPredict(call);
  checkWindowFunction(call);
  return call;
}
