import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';

/** A backslash command: another way to write a statement, or the keys. */
interface Command {
  readonly names: readonly string[];
  readonly argument?: string;
  readonly doc: string;
  /** The statement it stands for; undefined: print the help of the shell. */
  statement?(argument: string): string;
}

/** What may be typed at the prompt beside SQL. */
export const COMMANDS: readonly Command[] = [
  { names: ['\\?', '\\h'], doc: 'this help; HELP; explains the statements' },
  { names: ['\\q'], doc: 'leave', statement: () => 'QUIT' },
  { names: ['\\jobs'], doc: 'SHOW JOBS', statement: () => 'SHOW JOBS' },
  {
    names: ['\\d'],
    argument: '[table]',
    doc: 'SHOW TABLES, or DESCRIBE a table',
    statement: (argument) => (argument === '' ? 'SHOW TABLES' : `DESCRIBE ${argument}`),
  },
  {
    names: ['\\dm'],
    argument: '[model]',
    doc: 'SHOW MODELS, or DESCRIBE MODEL',
    statement: (argument) => (argument === '' ? 'SHOW MODELS' : `DESCRIBE MODEL ${argument}`),
  },
];

const WORDS = ['quit', 'exit', 'help', 'clear'];

const KEYS = [
  ['Enter', 'run what ends with ; or go on with the next line'],
  ['Up, Down', 'earlier statements (keys are never kept)'],
  ['Ctrl-C', 'give up the line, or stop the running query; never leaves'],
  ['Ctrl-D', 'leave; running jobs are asked about'],
  ['Q, Esc', 'leave a live result; its rows stay'],
];

/** The statement a line without `;` stands for: a backslash command, or quit, exit, help, clear. Undefined: it is SQL. */
export function commandOf(line: string): { readonly statement: string } | 'help' | undefined {
  const trimmed = line.trim().replace(/;$/, '').trim();
  if (WORDS.includes(trimmed.toLowerCase())) return { statement: trimmed };
  if (!trimmed.startsWith('\\')) return undefined;
  const [name = '', ...words] = trimmed.split(/\s+/);
  const command = COMMANDS.find(({ names }) => names.includes(name));
  if (command === undefined) {
    throw new SqlError('E_PARSE', `there is no command ${name}`, {
      hint:
        didYouMean(
          name,
          COMMANDS.flatMap(({ names }) => names),
        ) ?? '\\? lists them',
    });
  }
  return command.statement === undefined ? 'help' : { statement: command.statement(words.join(' ')) };
}

/** What `\?` prints. */
export function shellHelp(): string {
  const commands = COMMANDS.map(({ names, argument, doc }) => [
    names.join(', ') + (argument ? ` ${argument}` : ''),
    doc,
  ]);
  return [...commands, ...KEYS].map(([what = '', doc = '']) => `  ${what.padEnd(14)} ${doc}`).join('\n');
}
