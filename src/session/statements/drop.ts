import type { Handler } from '../context.ts';
import { located } from '../../common/located.ts';
import { tableMoved } from '../table-moved.ts';

/** DROP TABLE, VIEW, MODEL. Views, queries and jobs that use it are not asked, as in Flink. */
export const drop: Handler<'drop'> = async ({ what, name, temporary, ifExists }, context) => {
  const { catalog } = context;
  const kind = what === 'TABLE' ? 'table' : what === 'VIEW' ? 'view' : 'model';
  const id = catalog.resolve(name);
  const found = kind === 'table' ? catalog.table(id) : undefined;
  const dropped = located(name.span, () => catalog.drop(kind, id, { temporary, ifExists }));
  if (!dropped) return { kind: 'message', text: `There is no ${kind} ${id.name}; nothing is changed.` };
  if (found?.kind === 'table') tableMoved(found, undefined, context);
  return { kind: 'message', text: `${what.slice(0, 1)}${what.slice(1).toLowerCase()} dropped.` };
};
