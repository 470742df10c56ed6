import type { Job, Result } from './session/result.ts';
import type { Completion, Session, SessionEvents } from './session/session.ts';

/** A session that is opened at its first statement: the prompt is there before the engine is loaded. */
export class LazySession implements Session {
  readonly #open: () => Promise<Session>;
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  /** Who wants to hear of what, once there is something to hear. */
  readonly #subscriptions: ((session: Session) => void)[] = [];

  constructor(open: () => Promise<Session>) {
    this.#open = open;
  }

  /** Opens it now; rejects when it cannot be opened. */
  async ready(): Promise<Session> {
    this.#opening ??= this.#open().then((session) => {
      this.#session = session;
      for (const subscribe of this.#subscriptions) subscribe(session);
      return session;
    });
    return this.#opening;
  }

  async execute(statement: string, signal?: AbortSignal): Promise<Result> {
    return (await this.ready()).execute(statement, signal);
  }

  async *executeScript(script: string, signal?: AbortSignal): AsyncGenerator<Result> {
    yield* (await this.ready()).executeScript(script, signal);
  }

  complete(text: string, position: number): Completion {
    return this.#session?.complete(text, position) ?? { start: position, candidates: [] };
  }

  isComplete(text: string): boolean {
    return this.#session?.isComplete(text) ?? false;
  }

  jobs(): readonly Job[] {
    return this.#session?.jobs() ?? [];
  }

  setting(key: string): string | undefined {
    return this.#session?.setting(key);
  }

  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): () => void {
    let release: (() => void) | undefined;
    let isReleased = false;
    const subscribe = (session: Session) => {
      if (!isReleased) release = session.on(event, listener);
    };
    if (this.#session === undefined) this.#subscriptions.push(subscribe);
    else subscribe(this.#session);
    return () => {
      isReleased = true;
      release?.();
    };
  }

  async close(options?: { readonly drain?: boolean }): Promise<void> {
    await this.#session?.close(options);
  }
}
