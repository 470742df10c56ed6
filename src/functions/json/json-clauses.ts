import { SqlError } from '../../common/errors.ts';
import { isText } from '../../types/coercion.ts';
import { excerpt } from '../../types/excerpt.ts';
import { printType, withNullability, type SqlType } from '../../types/type.ts';
import {
  illegalNull,
  wrongArguments,
  wrongType,
  type ArgumentInfo,
  type ScalarFunction,
  type ValueInfo,
} from '../define.ts';
import type { DocumentCache, JsonDocument } from './json-document.ts';
import { parseJsonPath, type JsonPath } from './json-path.ts';

/** What happens ON EMPTY or ON ERROR: a word (NULL, ERROR, EMPTY ARRAY, TRUE ...) or DEFAULT with its value's place. */
export interface Behaviour {
  readonly word: string;
  /** Number among the call's values. */
  readonly value: number | undefined;
}

/** The arguments of a JSON function by what they mean. */
export interface JsonCall {
  readonly document: ValueInfo;
  readonly path: ValueInfo;
  readonly returning: SqlType | undefined;
  readonly wrapper: string | undefined;
  readonly onEmpty: Behaviour | undefined;
  readonly onError: Behaviour | undefined;
  /** DEFAULT values, in order. */
  readonly defaults: readonly ValueInfo[];
}

/** Sorts (document, path, clauses ...) as the parser gives them; of two clauses for one event the first counts, as in Flink. Throws E_ARGUMENTS and E_TYPE. */
export function readJsonCall(
  spec: Pick<ScalarFunction, 'name' | 'syntax'>,
  args: readonly ArgumentInfo[],
  takesVariant = false,
): JsonCall {
  const [document, path, ...clauses] = args;
  if (document?.kind !== 'value' || path?.kind !== 'value')
    throw wrongArguments(spec, 'a document and a path wanted');
  for (const [i, arg] of [document, path].entries()) if (arg.type.kind === 'NULL') throw illegalNull(i);
  const isDocument = isText(document.type) || (takesVariant && document.type.kind === 'VARIANT');
  if (!isText(path.type)) throw wrongType(spec, [document.type, path.type], 'the path must be a text');
  if (!isDocument) throw noDocument(spec, document.type);
  let returning: SqlType | undefined;
  let wrapper: string | undefined;
  const behaviours = new Map<string, Behaviour>();
  const defaults: ValueInfo[] = [];
  for (const clause of clauses) {
    if (clause.kind === 'type') returning = clause.type;
    else if (clause.kind === 'value') defaults.push(clause);
    else if (clause.name.endsWith('WRAPPER')) wrapper = clause.name;
    else {
      const [, word = '', event = ''] = /^(.*) ON (EMPTY|ERROR)$/.exec(clause.name) ?? [];
      if (behaviours.has(event)) continue;
      behaviours.set(event, { word, value: word === 'DEFAULT' ? 2 + defaults.length : undefined });
    }
  }
  return {
    document,
    path,
    returning,
    wrapper,
    onEmpty: behaviours.get('EMPTY'),
    onError: behaviours.get('ERROR'),
    defaults,
  };
}

/** Flink too fails only when it makes the code that would read such a document. */
function noDocument(spec: Pick<ScalarFunction, 'name'>, type: SqlType): SqlError {
  return new SqlError(
    'E_UNSUPPORTED',
    `${spec.name} reads texts, no ${printType(withNullability(type, true))}`,
    {
      hint: 'CAST or DECODE it to STRING',
    },
  );
}

/** What looking a path up in a document gives: what is there, or why there is nothing. */
export type Found =
  | { readonly document: JsonDocument; readonly path: JsonPath; readonly value: unknown }
  /** `lax`: it counts as empty and not as an error. */
  | { readonly failure: string; readonly lax: boolean };

/** A path text and what it says; a constant one is read while binding, so that what weir cannot do is found before any row. */
interface PathText {
  readonly text: string;
  readonly tree: JsonPath | undefined;
}

/** The path of a call if it is a constant. Throws E_UNSUPPORTED. */
export function constantPath({ path }: JsonCall): PathText | undefined {
  return path.literal === undefined ? undefined : readPath(String(path.literal.value));
}

/** Looks up path after path in document after document; both are mostly the ones before. */
export function finder(
  constant: PathText | undefined,
  documents: DocumentCache,
): (text: string, path: string) => Found {
  let last = constant;
  return (text, pathText) => {
    const used = constant ?? (last?.text === pathText ? last : readPath(pathText));
    last = used;
    const { tree } = used;
    if (tree === undefined) return { failure: `${excerpt(pathText)} is no JSON path`, lax: false };
    const document = documents.of(text);
    const lax = tree.mode === 'lax';
    if (document.root === undefined) return { failure: 'the text is no JSON', lax };
    if (document.root === null) return { failure: 'the document is null', lax: false };
    const value = tree.find(tree.exact ? document.exact : document.root);
    if (value === undefined) return { failure: `path ${excerpt(pathText)} leads nowhere`, lax };
    if (value === null) return { failure: `path ${excerpt(pathText)} leads to null`, lax };
    return { document, path: tree, value };
  };
}

function readPath(text: string): PathText {
  return { text, tree: parseJsonPath(text) };
}

export function jsonFailure(spec: Pick<ScalarFunction, 'name'>, what: string): SqlError {
  return new SqlError('E_VALUE', `${spec.name}: ${what}`);
}
