import type { Expression, Hint, Identifier, NamedWindow, SelectItem, SelectQuery } from './ast/query.ts';
import { carry } from './carry.ts';
import type { Cursor } from './cursor.ts';
import { assembleFrom, rewriteFrom } from './from-clause.ts';
import { AFTER_SELECT } from './keywords.ts';
import { parseGroupItem } from './rewrite/grouping-sets.ts';
import { parseSelectHints } from './rewrite/hint.ts';
import { Skeleton } from './skeleton.ts';
import type { Token } from './token.ts';
import { parseWindow } from './window-spec.ts';

/**
 * One SELECT up to what no clause of it starts with. It is rewritten to a skeleton of keywords and placeholders; the carrier says how the
 * skeleton hangs together, and the parts are put back. A bare list needs no carrier.
 */
export function parseSelect(cursor: Cursor): SelectQuery {
  const first = cursor.expect('SELECT');
  const skeleton = new Skeleton();
  skeleton.add('SELECT', first);
  const hints = cursor.token.kind === 'hint' ? parseSelectHints(cursor) : undefined;
  const distinct = cursor.token;
  if (cursor.accept('DISTINCT')) skeleton.add('DISTINCT', distinct);
  else cursor.accept('ALL');
  const items = cursor.items(() => parseSelectItem(cursor));
  const rest = { items, distinct: distinct.word === 'DISTINCT', hints };
  if (endsSelect(cursor)) return { ...bareSelect(rest), span: cursor.spanFrom(first) };
  if (!CLAUSES.has(cursor.token.word)) throw cursor.unexpected({ expected: ['FROM'], inList: true });
  skeleton.addList(items, (some) => skeleton.items.add(some), first);
  return { ...carriedSelect(cursor, skeleton, rest), span: cursor.spanFrom(first) };
}

interface Head {
  readonly items: readonly SelectItem[];
  readonly distinct: boolean;
  readonly hints: readonly Hint[] | undefined;
}

type Unplaced = Omit<SelectQuery, 'span'>;

function bareSelect(head: Head): Unplaced {
  const none = { from: [], where: undefined, groupBy: [], having: undefined, qualify: undefined };
  return { kind: 'select', ...head, ...none };
}

function carriedSelect(cursor: Cursor, skeleton: Skeleton, head: Head): Unplaced {
  const { windows, qualify } = rewriteClauses(cursor, skeleton);
  const carried = carry(cursor, skeleton);
  const condition = (name: string | undefined): Expression | undefined =>
    name === undefined ? undefined : skeleton.conditions.take(name);
  const select: Unplaced = {
    kind: 'select',
    distinct: carried.distinct,
    items: carried.items.flatMap((name) => skeleton.items.take(name)),
    from: assembleFrom(carried.from, skeleton),
    where: condition(carried.where),
    groupBy: carried.groupBy.flatMap((name) => skeleton.groups.take(name)),
    having: condition(carried.having),
    qualify,
    windows,
    hints: head.hints,
  };
  skeleton.assertComplete();
  return select;
}

const CLAUSES = new Set(['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY']);

function endsSelect(cursor: Cursor): boolean {
  const { kind, word } = cursor.token;
  if (kind === 'end' || word === ')' || word === ';' || AFTER_SELECT.has(word)) return true;
  // Behind the query of an INSERT.
  return cursor.sees('ON', 'CONFLICT', 'DO');
}

/** `expr [[AS] alias]`, `*`, `t.*` */
function parseSelectItem(cursor: Cursor): SelectItem {
  const first = cursor.token;
  if (cursor.accept('*')) {
    const span = { start: first.start, end: first.end };
    const star = { value: { kind: 'star', qualifier: undefined, span }, alias: undefined, span } as const;
    return { ...star, alias: parseAlias(cursor) };
  }
  const value = cursor.grammar.expression(cursor);
  return { value, alias: parseAlias(cursor), span: cursor.spanFrom(first) };
}

function parseAlias(cursor: Cursor): Identifier | undefined {
  if (!cursor.accept('AS') && !cursor.isIdentifier()) return undefined;
  return cursor.identifier("the column's name");
}

/** FROM and what follows. WINDOW and QUALIFY are split off: the carrier's grammar has no place for them. */
function rewriteClauses(cursor: Cursor, skeleton: Skeleton): Pick<SelectQuery, 'windows' | 'qualify'> {
  let windows: readonly NamedWindow[] | undefined;
  let qualify: Expression | undefined;
  const seen = new Set<string>();
  for (;;) {
    const token = cursor.token;
    if (endsSelect(cursor)) return { windows, qualify };
    const late = windows !== undefined || qualify !== undefined;
    // A clause that comes again is given to the carrier as what it is, a misfit: else a megabyte of them would be read first.
    if (!CLAUSES.has(token.word) || seen.has(token.word) || (late && token.word !== 'QUALIFY')) {
      skeleton.addMisfit(token);
      return { windows, qualify };
    }
    if (token.word !== 'FROM' && !seen.has('FROM')) throw cursor.unexpected({ expected: ['FROM'] });
    cursor.next();
    seen.add(token.word);
    if (token.word === 'WINDOW') windows = cursor.items(() => parseNamedWindow(cursor));
    else if (token.word === 'QUALIFY') qualify = cursor.grammar.expression(cursor);
    else rewriteClause(cursor, skeleton, token);
  }
}

function rewriteClause(cursor: Cursor, skeleton: Skeleton, token: Token): void {
  skeleton.add(token.word, token);
  if (token.word === 'FROM') {
    // of what cannot stand here Flink blames a clause that follows, before anything in it
    if (CLAUSES.has(cursor.token.word) || cursor.is('ON')) throw cursor.unexpected({ wanted: 'a table' });
    return rewriteFrom(cursor, skeleton);
  }
  if (token.word === 'GROUP') {
    if (!cursor.is('BY')) throw cursor.unexpected({ expected: ['BY'] });
    skeleton.add('BY', cursor.next());
    const start = cursor.token;
    const groups = cursor.items(() => parseGroupItem(cursor));
    skeleton.addList(groups, (some) => skeleton.groups.add(some), start);
    return;
  }
  const first = cursor.token;
  skeleton.add(skeleton.conditions.add(cursor.grammar.expression(cursor)), first);
}

function parseNamedWindow(cursor: Cursor): NamedWindow {
  const name = cursor.identifier("a window's name");
  cursor.expect('AS');
  if (!cursor.is('(')) throw cursor.unexpected({ expected: ['('] });
  return { name, spec: parseWindow(cursor) };
}
