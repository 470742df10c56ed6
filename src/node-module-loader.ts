import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SqlError } from './common/errors.ts';
import type { ModuleLoader } from './common/module-loader.ts';
import { lineOf, messageOf } from './functions/user/user-code.ts';

/** import(), from a file that Node loads as it is: a bundle would make a require() of it. */
export type ImportModule = (address: string) => Promise<object>;

/**
 * Node's own modules: .js, .mjs, .cjs, and .ts where this Node strips types. Relative paths begin at the working folder.
 * The text's hash is a part of the address, so that a changed file is another module for Node.
 */
export function nodeModuleLoader(
  { features, version, execPath }: Pick<NodeJS.Process, 'features' | 'version' | 'execPath'>,
  importModule: ImportModule,
): ModuleLoader {
  return {
    async load(written) {
      const { path, text } = await readText(written);
      if (/\.[cm]?ts$/.test(path) && !stripsTypes(features)) throw noTypeScript(written, version);
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
      const address = pathToFileURL(path).href;
      const inStack = [`${address}?weir=${hash}`, address, path];
      // A CommonJS file is kept under its path alone.
      delete createRequire(path).cache[path];
      try {
        return { exports: await importModule(`${address}?weir=${hash}`), text, inStack };
      } catch (thrown) {
        const line = lineOf(thrown, { file: written, inStack }) ?? (await syntaxLine(thrown, path, execPath));
        const where = line === undefined ? written : `${written}:${line}`;
        throw new SqlError('E_DEFINITION', `${where} cannot be loaded: ${messageOf(thrown)}`, {
          cause: thrown,
        });
      }
    },
  };
}

async function readText(written: string): Promise<{ readonly path: string; readonly text: string }> {
  const named = written.startsWith('file:///') ? fileURLToPath(written) : resolve(written);
  try {
    // Node knows a module by what a link leads to
    const path = await realpath(named);
    return { path, text: await readFile(path, 'utf8') };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new SqlError('E_DEFINITION', `${written}: ${why}`, {
      hint: isAbsolute(written) ? undefined : 'a relative path begins at the working folder',
      cause,
    });
  }
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
  const isSyntax =
    typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === 'SyntaxError';
  if (!isSyntax) return undefined;
  const { syntaxPlace } = await import('./syntax-place.ts');
  return syntaxPlace(path, execPath);
}
