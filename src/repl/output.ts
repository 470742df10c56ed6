import { SqlError } from '../common/errors.ts';
import { StopRequest } from './stop-request.ts';

/** What of a stream the shell uses; process.stdout and process.stderr are ones. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'drain' | 'close', listener: () => void): unknown;
}

/** Results on one stream, everything else on the other. A reader that went away (`| head`) asks for a quiet stop. */
export class Output {
  readonly #stdout: TextStream;
  readonly #stderr: TextStream;
  readonly #gone = new AbortController();

  constructor(stdout: TextStream, stderr: TextStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    stdout.on('error', (error) => this.#gone.abort(stopFor(error)));
    stderr.on('error', () => undefined); // nobody is left to be told
  }

  /** Aborts with a StopRequest or SqlError when results can no longer be written. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Writes to standard output; a promise means: wait before writing more. */
  write(text: string): void | Promise<void> {
    if (text === '' || this.#gone.signal.aborted || this.#stdout.write(text)) return;
    return new Promise((resolve) => {
      this.#stdout.once('drain', resolve);
      this.#gone.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** One line beside the results. */
  note(line: string): void {
    this.#stderr.write(`${line}\n`);
  }
}

function stopFor(error: Error): StopRequest | SqlError {
  if ('code' in error && error.code === 'EPIPE') return new StopRequest(0);
  return new SqlError('E_IO', `standard output: ${error.message}`, { cause: error });
}
