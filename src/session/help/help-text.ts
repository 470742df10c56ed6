import { ERRORS, SqlError } from '../../common/errors.ts';
import { nearest } from '../../common/nearest.ts';
import type { OptionSpec, OptionSpecs } from '../../common/options.ts';
import type { SettingSpec } from '../settings.ts';
import { STATEMENT_TOPICS, type StatementTopic } from './statement-topics.ts';

/** A connector or provider, as far as HELP looks. */
interface Named {
  readonly name: string;
  readonly doc: string;
  readonly options: OptionSpecs;
  readonly prefixes?: readonly string[];
}

/** A function, as far as HELP looks. */
interface Callable {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly syntax: string;
  readonly doc: string;
}

/** Everything HELP can explain: the records themselves. */
export interface HelpSources {
  /** The user's own first: they may hide built-in ones. */
  readonly functions: readonly { readonly title: string; readonly functions: readonly Callable[] }[];
  readonly connectors: readonly Named[];
  readonly formats: readonly Named[];
  readonly providers: readonly Named[];
  readonly settings: readonly { readonly value: string | undefined; readonly spec: SettingSpec }[];
}

const LISTS = [
  'statements',
  'functions',
  'connectors',
  'formats',
  'providers',
  'settings',
  'errors',
] as const;

/** HELP without a topic: one screen, by what people want to do. */
export function helpOverview(): string {
  return `Look          SHOW TABLES;  SHOW MODELS;  SHOW JOBS;  DESCRIBE t;  SHOW CREATE TABLE t;
Define        CREATE TABLE ...;  CREATE VIEW ...;  CREATE MODEL ...;  ALTER ...;  DROP ...;
Query         SELECT ... FROM t;  EXPLAIN SELECT ...;
Ask a model   SELECT ... FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(c));
              SELECT ML_PREDICT(m, 'a text');
Run           INSERT INTO t SELECT ...;  STOP JOB 1;  CANCEL JOB 1;
Set           SET;  SET 'key' = 'value';  RESET 'key';
Leave         QUIT;

HELP <topic>;  a statement (HELP CREATE MODEL;), a function, a connector, a provider, a setting, an error code,
               or a list: ${LISTS.join(', ')}`;
}

/** The text of one topic. Throws E_NOT_FOUND with the nearest ones. */
export function helpTopic(topic: string, sources: HelpSources): string {
  const wanted = topic
    .trim()
    .replace(/^WITH\s+/i, '')
    .replace(/\s+/g, ' ');
  const found =
    list(wanted.toLowerCase(), sources) ??
    statement(wanted) ??
    callable(wanted, sources.functions) ??
    options('connector', sources.connectors, wanted) ??
    options('provider', sources.providers, wanted) ??
    options('format', sources.formats, wanted) ??
    setting(wanted, sources) ??
    errorCode(wanted);
  if (found !== undefined) return found;
  const near = nearest(wanted, everyTopic(sources));
  throw new SqlError('E_NOT_FOUND', `no help on '${topic.trim()}'`, {
    hint: near.length > 0 ? `HELP ${near.join('; or HELP ')};` : 'HELP; shows what there is',
  });
}

function list(name: string, sources: HelpSources): string | undefined {
  switch (name) {
    case 'statements':
      return table(STATEMENT_TOPICS.map(({ name: word, doc }) => [word, doc]));
    case 'functions':
      return sources.functions
        .map(
          ({ title, functions }) => `${title}\n${table(functions.map(({ syntax, doc }) => [syntax, doc]))}`,
        )
        .join('\n\n');
    case 'connectors':
    case 'providers':
    case 'formats':
      return table(sources[name].map(({ name: word, doc }) => [word, doc]));
    case 'settings':
      return table(
        sources.settings
          .filter(({ spec }) => spec.ignored === undefined)
          .map(({ spec, value }) => [`${spec.key} = ${value ?? '(unset)'}`, spec.doc]),
      );
    case 'errors':
      return table(Object.entries(ERRORS).map(([code, { doc }]) => [code, doc]));
    default:
      return undefined;
  }
}

function statement(topic: string): string | undefined {
  const upper = topic.toUpperCase();
  const exact = STATEMENT_TOPICS.find(({ name }) => name === upper);
  const begins = STATEMENT_TOPICS.filter(
    ({ name }) => name.startsWith(`${upper} `) || upper.startsWith(`${name} `),
  );
  const found = exact === undefined ? begins : [exact];
  return found.length === 0 ? undefined : found.map(statementText).join('\n\n');
}

function statementText({ doc, syntax, example }: StatementTopic): string {
  return `${syntax}\n\n${doc}\n\n${example}`;
}

function callable(topic: string, families: HelpSources['functions']): string | undefined {
  const upper = topic.toUpperCase().replace(/\(\)$/, '');
  const found = families
    .flatMap(({ functions }) => functions)
    .find(({ name, aliases }) => name.toUpperCase() === upper || aliases?.includes(upper));
  if (found === undefined) return undefined;
  const { syntax, doc, aliases = [] } = found;
  return `${syntax}\n${doc}${aliases.length === 0 ? '' : `\nAlso: ${aliases.join(', ')}`}`;
}

function options(kind: string, all: readonly Named[], topic: string): string | undefined {
  const found = all.find(({ name }) => name === topic.toLowerCase());
  if (found === undefined) return undefined;
  const rows = Object.entries(found.options).map(([key, spec]) => [`'${key}'`, optionText(spec)] as const);
  const free = (found.prefixes ?? []).map((prefix) => [`'${prefix}...'`, 'passed on'] as const);
  return `'${kind}' = '${found.name}': ${found.doc}\n${table([...rows, ...free])}`.trimEnd();
}

function optionText(spec: OptionSpec): string {
  const facts = [
    spec.type,
    ...(spec.required === true ? ['required'] : []),
    ...(spec.default === undefined ? [] : [`default ${String(spec.default)}`]),
    ...(spec.values === undefined ? [] : [spec.values.join(' | ')]),
    ...(spec.weirOnly === true ? ['weir only'] : []),
  ];
  return `${spec.doc} (${facts.join(', ')})`;
}

function setting(topic: string, { settings }: HelpSources): string | undefined {
  const key = topic.replace(/^'|'$/g, '');
  const found = settings.find(({ spec }) => spec.key === key);
  if (found === undefined) return undefined;
  const { spec, value } = found;
  const values = spec.values === undefined ? spec.type : spec.values.join(' | ');
  const effect = spec.ignored === undefined ? '' : `\nNo effect here: ${spec.ignored}.`;
  return `${spec.key} = ${value ?? '(unset)'}   ${values}\n${spec.doc}${effect}`;
}

function errorCode(topic: string): string | undefined {
  const found = Object.entries(ERRORS).find(([code]) => code === topic.toUpperCase());
  return found && `${found[0]} (${found[1].kind}): ${found[1].doc}`;
}

function everyTopic(sources: HelpSources): string[] {
  return [
    ...LISTS,
    ...STATEMENT_TOPICS.map(({ name }) => name),
    ...sources.functions
      .flatMap(({ functions }) => functions)
      .flatMap(({ name, aliases = [] }) => [name, ...aliases]),
    ...[...sources.connectors, ...sources.providers, ...sources.formats].map(({ name }) => name),
    ...sources.settings.map(({ spec }) => spec.key),
    ...Object.keys(ERRORS),
  ];
}

/** Two columns; a long left side has the right one below it. */
function table(rows: readonly (readonly [string, string])[]): string {
  const widths = rows.map(([left]) => left.length).filter((width) => width <= 40);
  const width = Math.max(0, ...widths) + 2;
  return rows
    .map(([left, right]) =>
      left.length > 40 ? `${left}\n${' '.repeat(width)}${right}` : left.padEnd(width) + right,
    )
    .join('\n');
}
