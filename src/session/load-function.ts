import type { FunctionBody } from '../catalog/functions.ts';
import { orAbort } from '../common/abort.ts';
import { SqlError } from '../common/errors.ts';
import { located } from '../common/located.ts';
import type { LoadedModule, ModuleLoader } from '../common/module-loader.ts';
import { didYouMean } from '../common/nearest.ts';
import { looked } from '../functions/user/looked.ts';
import { BadText, readDeclaration, type Declaration } from '../functions/user/declaration.ts';
import { userScalarFunction } from '../functions/user/scalar-function.ts';
import { userTableFunction } from '../functions/user/table-function.ts';
import { parseTypeText } from '../sql/parse.ts';
import type { FunctionTarget } from '../sql/ast/statement.ts';
import { excerpt } from '../types/excerpt.ts';

/** 'file.js#name': the file, and what it exports; without # the export of the function's own name, or the default one. */
interface Written {
  readonly file: string;
  readonly name: string | undefined;
}

/** Loads what AS 'file.js#name' names and makes the function of it. Rejects with E_DEFINITION and the span of the text. */
export async function loadFunction(
  name: string,
  target: FunctionTarget,
  modules: ModuleLoader,
  signal: AbortSignal,
): Promise<FunctionBody> {
  try {
    const written = readTarget(target.text);
    const module = await orAbort(modules.load(written.file), signal);
    const [exported, exportName] = findExport(module, written, name);
    const declared = declarationOf(exported, exportName, module, written);
    const place = { file: written.file, inStack: module.inStack };
    const { kind, arguments: types } = declared;
    return kind === 'table'
      ? { kind, arguments: types, record: userTableFunction(name, declared, place) }
      : { kind, arguments: types, record: userScalarFunction(name, declared, place) };
  } catch (error) {
    return located(target.span, () => {
      throw error;
    });
  }
}

/** Whether the text names a file that JavaScript may stand in, not a class. */
export function namesFile(text: string): boolean {
  return /\.[cm]?[jt]s(#|$)/.test(text);
}

function readTarget(text: string): Written {
  const hash = text.lastIndexOf('#');
  const file = (hash === -1 ? text : text.slice(0, hash)).trim();
  const name = hash === -1 ? undefined : text.slice(hash + 1).trim();
  if (!namesFile(file) || name === '') {
    throw new SqlError('E_DEFINITION', `'${text}' names no file of JavaScript and what it exports`, {
      hint: "AS 'file.js#name'; the file ends in .js, .mjs, .cjs or .ts",
    });
  }
  return { file, name };
}

/** Own properties of what was exported alone: no name reaches a prototype. */
function findExport(
  module: LoadedModule,
  written: Written,
  functionName: string,
): readonly [unknown, string] {
  const look = <T>(what: string, read: () => T) => lookedIn(written.file, what, read);
  const within = look('its default export', () => defaultOf(module.exports));
  const spaces = within === undefined ? [module.exports] : [module.exports, within];
  for (const name of written.name === undefined ? [functionName, 'default'] : [written.name]) {
    const space = look(name, () => spaces.find((each) => Object.hasOwn(each, name)));
    if (space !== undefined) return [look(name, () => Reflect.get(space, name) as unknown), name];
  }
  const all = look('what it exports', () => spaces.flatMap((space) => Object.keys(space)));
  const names = [...new Set(all)].filter(isExportName);
  const wanted = written.name ?? functionName;
  throw new SqlError('E_DEFINITION', `${written.file} exports no '${wanted}'`, {
    hint:
      didYouMean(wanted, names) ??
      (names.length === 0
        ? 'it exports nothing'
        : excerpt(`it exports ${names.join(', ')}`, 500).slice(1, -1)),
  });
}

function lookedIn<T>(file: string, what: string, read: () => T): T {
  try {
    return looked(what, read);
  } catch (error) {
    throw error instanceof SqlError ? error.with({ message: `${file} ${error.message}` }) : error;
  }
}

/** An object of functions, which is no function itself: what a CommonJS file exports whose names Node cannot tell beforehand. */
function defaultOf(exports: object): object | undefined {
  const value: unknown = Object.hasOwn(exports, 'default') ? Reflect.get(exports, 'default') : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, 'call') || Object.hasOwn(value, 'rows') ? undefined : value;
}

/** Node adds 'module.exports' to what a CommonJS file exports. */
function isExportName(name: string): boolean {
  return name !== 'module.exports' && name !== '__esModule';
}

function declarationOf(
  exported: unknown,
  name: string,
  module: LoadedModule,
  { file }: Written,
): Declaration {
  try {
    return readDeclaration(exported, parseTypeText);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const about = error.cause instanceof BadText ? error.cause.message : undefined;
    const line = lineIn(module.text, name, about);
    const where = line === undefined ? file : `${file}:${line}`;
    throw error.with({ message: `${where}: ${name} ${error.message}` });
  }
}

/** The line where the export is defined, or behind it the one with the text in question. */
function lineIn(text: string, name: string, about: string | undefined): number | undefined {
  const lines = text.split('\n');
  const own = name.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`); // any text may be the name of an export
  const definition =
    name === 'default'
      ? /\bexport\s+default\b|\bmodule\.exports\b/
      : new RegExp(String.raw`(?:\b(?:const|let|var|class|function)\s*\*?\s*|\bexports\.)${own}(?![\w$])`);
  const start = lines.findIndex((line) => definition.test(line));
  const exact = about === undefined ? -1 : lines.findIndex((line, i) => i >= start && line.includes(about));
  const found = exact === -1 ? start : exact;
  return found === -1 ? undefined : found + 1;
}
