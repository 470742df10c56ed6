import type { Prepared } from '../repl/shell.ts';
import { splitStatements } from '../sql/splitter.ts';

const PREVIEW =
  'SELECT id, title, response FROM ML_PREDICT(TABLE product_source, MODEL compliance_model, DESCRIPTOR(title))';
const RESULT = 'SELECT id, title, risk, reason FROM risk_sink';

/** What the demo types: the article's statements as printed, its preview, and a look at the result. */
export function demoProgram(article: string): Prepared[] {
  const [model = '', source = '', sink = '', insert = ''] = splitStatements(article).statements.map(
    ({ start, end }) => article.slice(start, end),
  );
  return [
    { statement: model },
    { statement: source },
    { statement: sink },
    { statement: PREVIEW, leaveAfter: { rows: 12, ms: 8000 } },
    { statement: insert },
    { statement: RESULT, leaveAfter: { rows: 24, ms: 8000 } },
    { statement: 'SHOW JOBS' },
  ];
}

/** What to do next, for the person at the prompt. */
export const INVITATION =
  "Yours now. Try:  SELECT ML_PREDICT(compliance_model, '进口威士忌');   SELECT * FROM risk_sink;   HELP;   \\q";
