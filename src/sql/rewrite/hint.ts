import { SqlError } from '../../common/errors.ts';
import type { Hint, OptionEntry } from '../ast/query.ts';
import { Cursor } from '../cursor.ts';
import { parseOptionList } from '../option-list.ts';

/** Behind a table only OPTIONS('k' = 'v', ...) stands; its entries override the table's options. */
export function parseOptionsHint(cursor: Cursor): readonly OptionEntry[] {
  const inner = inside(cursor);
  const entries: OptionEntry[] = [];
  do {
    const name = inner.token;
    if (!inner.accept('OPTIONS')) {
      const other = inner.identifier("a hint's name");
      throw new SqlError('E_UNSUPPORTED', `weir has no table hint ${other.name}`, {
        span: { start: name.start, end: name.end },
        hint: 'behind a table only OPTIONS can stand; other hints stand behind SELECT',
      });
    }
    entries.push(...parseOptionList(inner));
  } while (inner.accept(','));
  finish(inner);
  return entries;
}

/** The hints behind SELECT: STATE_TTL('t' = '1d'), BROADCAST(d), LOOKUP('table' = 'c', ...). */
export function parseSelectHints(cursor: Cursor): readonly Hint[] {
  const inner = inside(cursor);
  const hints = inner.items(() => {
    const name = inner.identifier("a hint's name");
    const args = inner.is('(') ? inner.list(() => parseHintArgument(inner)) : [];
    return { name, arguments: args };
  });
  finish(inner);
  return hints;
}

function parseHintArgument(inner: Cursor): Hint['arguments'][number] {
  const key = hintText(inner);
  if (!inner.accept('=')) return { key: undefined, value: key };
  return { key, value: hintText(inner) };
}

function hintText(inner: Cursor): string {
  const { kind } = inner.token;
  if (kind === 'string' || kind === 'number') return inner.next().text;
  return inner.identifier('a name or a text').name;
}

/** A cursor over the inside of the hint here; its spans count in the whole text. */
function inside(cursor: Cursor): Cursor {
  const { start, end } = cursor.next();
  return new Cursor(cursor.text, cursor.grammar, cursor.carrier, start + 3, end - 2);
}

function finish(inner: Cursor): void {
  if (inner.token.kind !== 'end') throw inner.unexpected({ expected: ['*/'], inList: true });
}
