import { types } from 'node:util';
import { SqlError } from '../../common/errors.ts';
import { nearest } from '../../common/nearest.ts';
import { excerpt } from '../../types/excerpt.ts';
import type { SqlType } from '../../types/type.ts';
import { validType } from '../../types/valid-type.ts';
import { looked } from './looked.ts';
import { describe } from './mismatch.ts';
import type { BigIntForm } from './to-javascript.ts';

/** What a file's export says of itself, checked. */
export interface Declaration {
  /** 'table': each call gives rows. */
  readonly kind: 'scalar' | 'table';
  readonly arguments: readonly SqlType[];
  readonly returns: SqlType;
  readonly nulls: 'strict' | 'own';
  readonly deterministic: boolean;
  readonly bigint: BigIntForm;
  readonly doc: string | undefined;
  /** The user's code; a method keeps its `this`. */
  readonly run: (...values: readonly unknown[]) => unknown;
}

/** Reads a type from its text. Throws SqlError with a span in that text. */
export type ParseType = (text: string) => SqlType;

/** Names that are likely meant where one is close to them. */
const OPTIONS = ['deterministic', 'nulls', 'bigint'];

/**
 * Reads `{ arguments, returns, call }` or `{ arguments, returns, rows }`, or a function with the properties `args` and
 * `returns`. Only own properties count. Throws E_DEFINITION that tells what is missing, or what throws when it is read; the
 * text that it is about is the cause's.
 */
export function readDeclaration(exported: unknown, parseType: ParseType): Declaration {
  const own = typeof exported === 'function' || (typeof exported === 'object' && exported !== null);
  if (!own) {
    throw bad(`is ${describe(exported)}, not a function`, FORM);
  }
  const properties = new Properties(exported);
  const code = codeOf(exported, properties);
  const declared: Declaration = {
    ...code,
    arguments: argumentTypes(exported, properties, parseType),
    returns: returnType(properties, code.kind, parseType),
    nulls: choice(properties, 'nulls', ['strict', 'own']) ?? 'strict',
    bigint: choice(properties, 'bigint', ['auto', 'always']) ?? 'auto',
    deterministic: flag(properties, 'deterministic') ?? true,
    doc: text(properties, 'doc'),
  };
  for (const name of properties.names) {
    const [meant] = OPTIONS.includes(name) ? [] : nearest(name, OPTIONS);
    if (meant !== undefined) throw bad(`has an option '${name}'`, `did you mean '${meant}'?`);
  }
  return declared;
}

const FORM =
  "{ arguments: ['STRING', 'INT'], returns: 'STRING', call: (text, n) => ... }, or rows() that gives several rows";

/** The own properties of an object or a function. */
class Properties {
  readonly #of: object;

  constructor(of: object) {
    this.#of = of;
  }

  get names(): readonly string[] {
    return looked('its properties', () => Object.keys(this.#of));
  }

  get(name: string): unknown {
    return looked(name, () =>
      Object.hasOwn(this.#of, name) ? (Reflect.get(this.#of, name) as unknown) : undefined,
    );
  }
}

function codeOf(exported: object, properties: Properties): Pick<Declaration, 'kind' | 'run'> {
  if (typeof exported === 'function') {
    return {
      kind: types.isGeneratorFunction(exported) ? 'table' : 'scalar',
      run: callable(exported, undefined),
    };
  }
  const [call, rows] = [properties.get('call'), properties.get('rows')];
  if (call !== undefined && rows !== undefined) {
    throw bad('has both call and rows', 'call gives one value, rows gives the rows of a table function');
  }
  if (call === undefined && rows === undefined) throw bad('has neither call nor rows', FORM);
  const [name, code] = call === undefined ? ['rows', rows] : ['call', call];
  if (typeof code !== 'function') throw bad(`has ${describe(code)} as ${name}, not a function`, FORM);
  return { kind: call === undefined ? 'table' : 'scalar', run: callable(code, exported) };
}

/** Throws for what cannot be called at once: an async function, a class. */
function callable(code: Function, self: object | undefined): Declaration['run'] {
  if (types.isAsyncFunction(code)) {
    throw bad(
      'is async, and functions answer at once',
      'what has to be waited for is a model: CREATE MODEL, ML_PREDICT',
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(code))) {
    throw bad('is a class', FORM);
  }
  return looked('its code', () => Function.prototype.bind.call(code, self) as Declaration['run']);
}

function argumentTypes(exported: object, properties: Properties, parseType: ParseType): readonly SqlType[] {
  // JavaScript keeps `arguments` of a function for itself
  const [long, short] = [
    typeof exported === 'function' ? undefined : properties.get('arguments'),
    properties.get('args'),
  ];
  if (long !== undefined && short !== undefined)
    throw bad('has both arguments and args', 'one of them will do');
  const given = long ?? short;
  if (given === undefined) {
    const where = typeof exported === 'function' ? "args: f.args = ['STRING']" : "arguments: ['STRING']";
    throw bad('declares no argument types', `a list of type names under ${where}; [] for a function without`);
  }
  const list = looked('its list of argument types', () => (Array.isArray(given) ? [...given] : undefined));
  if (list === undefined) throw bad(`has ${describe(given)} as argument types`, "a list: ['STRING', 'INT']");
  return list.map((each: unknown, i) => typeOf(each, `argument ${i + 1}`, parseType));
}

function returnType(properties: Properties, kind: Declaration['kind'], parseType: ParseType): SqlType {
  const given = properties.get('returns');
  if (given === undefined) {
    const [near] = nearest('returns', properties.names);
    const example = kind === 'table' ? "'ROW<word STRING, length INT>'" : "'STRING'";
    const hint = near === undefined ? `returns: ${example}` : `it is written 'returns', not '${near}'`;
    throw bad('declares no type of its result', hint);
  }
  const type = typeOf(given, 'the result', parseType);
  if (kind === 'table' && type.kind === 'ROW' && type.fields.length === 0) {
    throw bad('returns rows without columns', "returns: 'ROW<word STRING, length INT>'");
  }
  return type;
}

/** The type that a text names. */
function typeOf(given: unknown, what: string, parseType: ParseType): SqlType {
  if (typeof given !== 'string') throw bad(`has ${describe(given)} as type of ${what}`, "a name: 'STRING'");
  try {
    return speakable(validType(parseType(given)));
  } catch (cause) {
    if (!(cause instanceof SqlError)) throw cause;
    const why = excerpt(cause.message, 200).slice(1, -1);
    throw new SqlError('E_DEFINITION', `has ${excerpt(given)} as type of ${what}: ${why}`, {
      hint: cause.hint,
      cause: new BadText(given),
    });
  }
}

/** The type, if each of its parts has a form in JavaScript. */
function speakable(type: SqlType): SqlType {
  switch (type.kind) {
    case 'VARIANT':
    case 'BITMAP':
      throw new SqlError('E_TYPE', `${type.kind} has no form in JavaScript`, {
        hint: 'take or return a STRING',
      });
    case 'ROW':
      for (const field of type.fields) speakable(field.type);
      return type;
    case 'ARRAY':
    case 'MULTISET':
      speakable(type.element);
      return type;
    case 'MAP':
      speakable(type.key);
      speakable(type.value);
      return type;
    default:
      return type;
  }
}

function choice<T extends string>(
  properties: Properties,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const given = properties.get(name);
  if (given === undefined) return undefined;
  const found = allowed.find((each) => each === given);
  if (found !== undefined) return found;
  throw bad(
    `has ${describe(given)} as ${name}`,
    `${name}: ${allowed.map((each) => `'${each}'`).join(' or ')}`,
  );
}

function flag(properties: Properties, name: string): boolean | undefined {
  const given = properties.get(name);
  if (given === undefined || typeof given === 'boolean') return given;
  throw bad(`has ${describe(given)} as ${name}`, `${name}: true or false`);
}

function text(properties: Properties, name: string): string | undefined {
  const given = properties.get(name);
  if (given === undefined || typeof given === 'string') return given;
  throw bad(`has ${describe(given)} as ${name}`, `${name}: 'one sentence for HELP'`);
}

/** The text in the file that an error is about, so that whoever knows the file finds its line. */
export class BadText extends Error {
  override readonly name = 'BadText';
}

function bad(what: string, hint: string): SqlError {
  return new SqlError('E_DEFINITION', what, { hint });
}
