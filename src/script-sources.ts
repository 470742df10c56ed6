import { readFileSync } from 'node:fs';
import { SqlError } from './common/errors.ts';
import type { ScriptArgument } from './repl/arguments.ts';
import type { ScriptSource } from './repl/script-source.ts';

/** The statements that the command line names, standard input when it names none. E_USAGE when a file cannot be read. */
export function scriptSources(
  scripts: readonly ScriptArgument[],
  { stdin }: Pick<NodeJS.Process, 'stdin'>,
): ScriptSource[] {
  if (scripts.length === 0) return [stdinSource(stdin)];
  return scripts.map((script) => {
    switch (script.kind) {
      case 'stdin':
        return stdinSource(stdin);
      case 'text':
        return { name: '-e', chunks: [script.value] };
      case 'file':
        return fileSource(script.value);
    }
  });
}

/** A file's statements. E_USAGE when it cannot be read. */
export function fileSource(path: string): ScriptSource {
  try {
    return { name: path, chunks: [readFileSync(path, 'utf8')] };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new SqlError('E_USAGE', `${path}: ${why}`, { cause });
  }
}

function stdinSource(stdin: NodeJS.ReadStream): ScriptSource {
  stdin.setEncoding('utf8');
  return { name: 'stdin', chunks: stdin };
}
