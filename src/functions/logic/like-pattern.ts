import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { isInsidePair } from '../../types/text.ts';

/** Any one character (but no line break, as in Flink), any text, or this code point. */
type Piece = typeof ANY | string;
const ANY = Symbol('_');

/**
 * The test for a LIKE pattern: `%` any text, `_` any code point; `escape` before `%`, `_` or itself makes it literal.
 * Time is at most length times pattern, whatever the pattern. Throws E_VALUE for a wrong escape.
 */
export function compileLike(pattern: string, escape: string | undefined): (text: string) => boolean {
  const runs = parse(pattern, escape);
  const [first = [], ...rest] = runs;
  const last = rest.pop();
  if (last === undefined) return (text) => matchAt(text, 0, first) === text.length;
  if (runs.every(isPlain)) return plainTest(runs.map((run) => run.join('')));
  return (text) => {
    let position = matchAt(text, 0, first);
    if (position === -1) return false;
    for (const run of rest) {
      position = find(text, position, run);
      if (position === -1) return false;
    }
    return endsWith(text, position, last);
  };
}

/** The literal runs between the `%` signs. */
function parse(pattern: string, escape: string | undefined): Piece[][] {
  if (escape !== undefined && escape.length > 1)
    throw new SqlError('E_VALUE', `${excerpt(escape)} is no escape character`, {
      hint: 'ESCAPE takes one character',
    });
  const runs: Piece[][] = [[]];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === escape) {
      const next = characters[++i];
      if (next !== '%' && next !== '_' && next !== escape) {
        throw new SqlError(
          'E_VALUE',
          `pattern ${excerpt(pattern)} has ${excerpt(escape)} before something else than % or _`,
        );
      }
      runs.at(-1)?.push(next);
    } else if (character === '%') runs.push([]);
    else runs.at(-1)?.push(character === '_' ? ANY : character);
  }
  return runs;
}

function isPlain(run: readonly Piece[]): boolean {
  return run.every((piece) => piece !== ANY);
}

/** Patterns without `_`: text search of the engine. */
function plainTest(runs: readonly string[]): (text: string) => boolean {
  const first = runs[0] ?? '';
  const last = runs.at(-1) ?? '';
  const middle = runs.slice(1, -1);
  const fixed = first.length + last.length;
  return (text) => {
    if (text.length < fixed || !text.startsWith(first) || !text.endsWith(last)) return false;
    let position = first.length;
    for (const run of middle) {
      const found = text.indexOf(run, position);
      if (found === -1) return false;
      position = found + run.length;
    }
    return position <= text.length - last.length;
  };
}

/** Where the run ends if it stands at `position`; -1 if it does not. */
function matchAt(text: string, position: number, run: readonly Piece[]): number {
  let at = position;
  for (const piece of run) {
    if (piece === ANY) {
      const code = text.codePointAt(at);
      if (code === undefined || isLineBreak(code)) return -1;
      at += code > 0xffff ? 2 : 1;
    } else if (text.startsWith(piece, at)) at += piece.length;
    else return -1;
  }
  return at;
}

function find(text: string, from: number, run: readonly Piece[]): number {
  for (let start = from; start <= text.length; start++) {
    if (isInsidePair(text, start)) continue;
    const end = matchAt(text, start, run);
    if (end !== -1) return end;
  }
  return -1;
}

function endsWith(text: string, from: number, run: readonly Piece[]): boolean {
  let start = text.length;
  for (let i = run.length - 1; i >= 0; i--) {
    const piece = run[i];
    start -= typeof piece === 'string' ? piece.length : isInsidePair(text, start - 1) ? 2 : 1;
  }
  return start >= from && matchAt(text, start, run) === text.length;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}
