import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SqlError } from './common/errors.ts';
import type { LoadedModule, ModuleLoader } from './common/module-loader.ts';
import { readThrown } from './common/read-thrown.ts';
import { lineOf, messageOf } from './functions/user/user-code.ts';

/** import(), from a file that Node loads as it is: a bundle would make a require() of it. */
export type ImportModule = (address: string) => Promise<object>;

/** A file that is written anew each time while it is loaded. */
const MOST_TRIES = 3;

/**
 * Node's own modules: .js, .mjs, .cjs, and .ts where this Node strips types. Relative paths begin at the working folder.
 * The text's hash is a part of the address, so that a changed file is another module for Node. Node reads the file by
 * itself and takes no text from us, so whether it was this one is looked at behind it.
 */
export function nodeModuleLoader(
  { features, version, execPath }: Pick<NodeJS.Process, 'features' | 'version' | 'execPath'>,
  importModule: ImportModule,
): ModuleLoader {
  /** Hashes under which Node may keep another text, and how often that happened: their addresses are not used again. */
  const spoilt = new Map<string, number>();

  return {
    async load(written) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const before = await readText(written);
        if (/\.[cm]?ts$/.test(before.path) && !stripsTypes(features)) throw noTypeScript(written, version);
        const outcome = await tryImport(written, before);
        const after = await readText(written);
        if (after.path !== before.path || after.text !== before.text) {
          spoilt.set(before.hash, (spoilt.get(before.hash) ?? 0) + 1);
        } else if ('error' in outcome) throw outcome.error;
        else return outcome;
      }
      throw new SqlError('E_DEFINITION', `${written} changes while it is loaded`, {
        hint: 'try again when it is written',
      });
    },
  };

  async function tryImport(
    written: string,
    { path, text, hash }: FileText,
  ): Promise<LoadedModule | { readonly error: SqlError }> {
    const plain = pathToFileURL(path).href;
    const address = `${plain}?weir=${hash}${'+'.repeat(spoilt.get(hash) ?? 0)}`;
    const inStack = [address, plain, path];
    // A CommonJS file is kept under its path alone.
    delete createRequire(path).cache[path];
    try {
      return { exports: await importModule(address), text, inStack };
    } catch (thrown) {
      const line = lineOf(thrown, { file: written, inStack }) ?? (await syntaxLine(thrown, path, execPath));
      const where = line === undefined ? written : `${written}:${line}`;
      const message = `${where} cannot be loaded: ${messageOf(thrown)}`;
      return { error: new SqlError('E_DEFINITION', message, { hint: hintFor(thrown), cause: thrown }) };
    }
  }
}

/** Node takes a file for CommonJS by its name alone, or by the package.json above it. */
function hintFor(thrown: unknown): string | undefined {
  const { message = '' } = readThrown(thrown);
  const isModule = /^Unexpected token 'export'|^Cannot use import statement/.test(message);
  return isModule ? 'a file with import and export is called .mjs' : undefined;
}

interface FileText {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
}

async function readText(written: string): Promise<FileText> {
  const named = written.startsWith('file:///') ? fileURLToPath(written) : resolve(written);
  try {
    // Node knows a module by what a link leads to
    const path = await realpath(named);
    const text = await readFile(path, 'utf8');
    return { path, text, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new SqlError('E_DEFINITION', `${written}: ${why}`, {
      hint: placeHint(written),
      cause,
    });
  }
}

function placeHint(written: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]+:/i.test(written)) return 'it is a file of this machine: a path, or file:///path';
  return isAbsolute(written) ? undefined : 'a relative path begins at the working folder';
}

/** Node 22.18 and later; the types of Node 20 do not know the feature. */
function stripsTypes(features: object): boolean {
  const mode: unknown = 'typescript' in features ? features.typescript : false;
  return mode === 'strip' || mode === 'transform';
}

function noTypeScript(written: string, version: string): SqlError {
  return new SqlError('E_DEFINITION', `${written}: Node ${version} runs no TypeScript`, {
    hint: 'Node 22.18 and later does; or compile it to JavaScript and name that file',
  });
}

async function syntaxLine(thrown: unknown, path: string, execPath: string): Promise<string | undefined> {
  if (readThrown(thrown).name !== 'SyntaxError') return undefined;
  const { syntaxPlace } = await import('./syntax-place.ts');
  return syntaxPlace(path, execPath);
}
