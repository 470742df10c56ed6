import { systemClock, type Clock, type FakeClock } from '../../src/common/clock.ts';
import type { Environment } from '../../src/common/environment.ts';
import type { ModelProvider, ModelSpec, ProviderContext } from '../../src/models/provider.ts';
import { STRING } from '../../src/types/type.ts';

/** A chat model as CREATE MODEL makes it. */
export function chatModel(options: Readonly<Record<string, string>>): ModelSpec {
  return {
    name: 'm',
    input: [{ name: 'text', type: STRING }],
    output: [{ name: 'response', type: STRING }],
    options: new Map(Object.entries(options)),
  };
}

export interface TestContext extends ProviderContext {
  readonly notices: string[];
  notice: (text: string) => void;
  /** Closes what clients share. */
  close(): Promise<void>;
}

export interface TestSurroundings {
  readonly clock?: Clock;
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly random?: () => number;
}

/** A session's surroundings, as far as providers see them. */
export function testContext(given: TestSurroundings = {}): TestContext {
  const notices: string[] = [];
  const shared = new Map<string, unknown>();
  const environment: Environment = {
    variable: (name) => given.variables?.[name],
    readFile(path) {
      const text = given.files?.[path];
      if (text === undefined) throw new Error(`no file ${path}`);
      return text;
    },
  };
  return {
    clock: given.clock ?? systemClock,
    environment,
    random: given.random ?? (() => 0),
    setting: (key) => given.settings?.[key],
    notice: (text) => void notices.push(text),
    shared<T>(key: string, create: () => T): T {
      if (!shared.has(key)) shared.set(key, create());
      return shared.get(key) as T; // one type a key, by contract
    },
    notices,
    async close() {
      for (const one of shared.values())
        if (typeof one === 'object' && one !== null && 'close' in one && typeof one.close === 'function')
          await one.close();
    },
  };
}

/** Lines of check(), or the error's code and message. */
export function checkLines(
  provider: ModelProvider,
  options: Readonly<Record<string, string>>,
  context: TestContext = testContext(),
): readonly string[] {
  return provider.check(chatModel(options), context);
}

/**
 * Turns a fake clock until the promise has settled. Sockets are real and need real turns of the loop, so time stands
 * still unless `isIdle`: while a request is on its way, say.
 */
export async function turn<T>(
  clock: FakeClock,
  promise: Promise<T>,
  isIdle: () => boolean = () => true,
  stepMs = 50,
): Promise<T> {
  const state = { isSettled: false };
  const settle = () => void (state.isSettled = true);
  promise.then(settle, settle);
  while (!state.isSettled) {
    await new Promise((resolve) => setImmediate(resolve));
    if (isIdle()) await clock.advance(stepMs);
  }
  return promise;
}

/** What a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
}
