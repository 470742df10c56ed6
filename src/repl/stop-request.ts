/** Reason of an abort that asks the whole run to end: a signal, a timeout, a reader that went away. */
export class StopRequest {
  readonly exitCode: number;

  constructor(exitCode: number) {
    this.exitCode = exitCode;
  }
}
