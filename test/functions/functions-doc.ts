import { AGGREGATES } from '../../src/functions/aggregate.ts';
import { FAMILIES } from '../../src/functions/index.ts';

interface Documented {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly syntax: string;
  readonly doc: string;
}

/** docs/functions.md as the records say it. */
export function functionsDoc(): string {
  const families = [...FAMILIES, { title: 'Aggregates', functions: AGGREGATES }];
  const count = families.reduce((sum, { functions }) => sum + functions.length, 0);
  const sections = families.map(
    ({ title, functions }) => `## ${title}\n\n${functions.map(entry).join('\n')}\n`,
  );
  return `# Functions and operators

All ${count} that weir has; \`HELP UPPER;\` tells one, \`HELP FUNCTIONS;\` all. Unless said otherwise NULL in any argument gives NULL.
Written by \`node scripts/functions-doc.mjs\` from the records in \`src/functions\`.

${sections.join('\n')}`;
}

function entry({ name, aliases = [], syntax, doc }: Documented): string {
  const also = aliases.length === 0 ? '' : ` Also \`${aliases.join('`, `')}\`.`;
  // an operator's name stands in its syntax
  const shown = /^\w+$/.test(name) && !syntax.includes(name) ? `\`${name}\`: ` : '';
  // a type with < > is no tag
  const text = doc.replace(/\b\w+<\w+>/g, '`$&`');
  return `- ${shown}\`${syntax}\`: ${text}${also}`;
}
