import type { Span } from '../common/errors.ts';
import { Splitter } from '../sql/splitter.ts';
import type { ErrorSource } from './render/error.ts';

/** A text of statements that may come in pieces. */
export interface ScriptSource {
  /** For messages: a file's name, `-e`, `stdin`. */
  readonly name: string;
  readonly chunks: AsyncIterable<string> | Iterable<string>;
}

export interface SourceStatement {
  readonly text: string;
  /** For errors. */
  readonly source: ErrorSource;
}

/**
 * Statements in order, each as soon as its `;` is there: a pipe that stays open runs what it has sent. Text behind
 * the last `;` is a statement, too. What is done is forgotten, so that a pipe may run for ever.
 */
export async function* statementsOf({ name, chunks }: ScriptSource): AsyncGenerator<SourceStatement> {
  const splitter = new Splitter();
  /** From the line on that the statement to come begins in; `dropped` characters and lines were before it. */
  let text = '';
  let dropped = 0;
  let firstLine = 1;
  let isFirst = true;
  const statement = (span: Span): SourceStatement => {
    const [start, end] = [span.start - dropped, span.end - dropped];
    return { text: text.slice(start, end), source: { name, text, start, end, firstLine } };
  };
  for await (const received of chunks) {
    const chunk = isFirst ? received.replace(/^\ufeff/, '') : received;
    isFirst = false;
    text += chunk;
    const ended = splitter.push(chunk);
    for (const span of ended) yield statement(span);
    const done = ended.at(-1)?.end;
    if (done === undefined) continue;
    const keep = text.lastIndexOf('\n', done - dropped - 1) + 1;
    firstLine += text.slice(0, keep).split('\n').length - 1;
    text = text.slice(keep);
    dropped += keep;
  }
  const rest = splitter.rest();
  if (rest !== undefined) yield statement(rest.span);
}
