import type { Clock } from '../common/clock.ts';
import type { Environment } from '../common/environment.ts';
import type { OptionSpecs } from '../common/options.ts';
import type { Field } from '../types/schema.ts';

/** A model as a provider sees it. */
export interface ModelSpec {
  readonly name: string;
  readonly input: readonly Field[];
  readonly output: readonly Field[];
  /** As written, without 'provider'; references unresolved. */
  readonly options: ReadonlyMap<string, string>;
}

export interface ProviderContext {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly random: () => number;
  setting(key: string): string | undefined;
  notice(text: string): void;
  /** One object for the whole session under `key`: limiters, HTTP agents. */
  shared<T>(key: string, create: () => T): T;
}

/** What one call brought: a row of OUTPUT values for each choice. No rows: the input row is dropped (or NULL in scalar form). */
export interface Prediction {
  readonly rows: readonly (readonly unknown[])[];
  /** Why there are none, when an error was ignored as asked. */
  readonly ignored?: string | undefined;
}

/** Live figures of one model client; the footer and SHOW JOBS read them. */
export interface ModelStats {
  /** Calls that a request is open for, now. */
  readonly inFlight: number;
  /** Predictions that sent at least one request; with `retries` added, the requests. */
  readonly calls: number;
  readonly retries: number;
  readonly limited: number;
  readonly ignored: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Milliseconds of finished requests over the last 1,000: [p50, p99], undefined before the first. */
  readonly latency: readonly [number, number] | undefined;
  /** Epoch ms until which the endpoint told us to wait, if it did. */
  readonly pausedUntil: number | undefined;
  /** Why the latest request failed, until one succeeds: what a timeout's message should name. */
  readonly lastFailure?: string | undefined;
}

/** A model opened for use. Calls may overlap; how many is the caller's business and the limiter's. */
export interface ModelClient {
  /**
   * One call, retries included, values in the order of INPUT. Throws SqlError E_MODEL_*; rejects with the signal's
   * reason at once when it aborts, in whatever wait. NULL inputs never come here.
   */
  predict(input: readonly unknown[], signal: AbortSignal): Promise<Prediction>;
  readonly stats: ModelStats;
  /** Said in the footer, e.g. 'SCRIPTED'. */
  readonly label?: string | undefined;
  close(): Promise<void>;
}

/** Who answers ML_PREDICT: one folder, one record, one line in PROVIDERS. */
export interface ModelProvider {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly doc: string;
  readonly options: OptionSpecs;
  /** All that can be found wrong without a call; returns lines for the user (aliases read, URL resolved). Throws SqlError. */
  check(model: ModelSpec, context: Pick<ProviderContext, 'setting' | 'environment'>): readonly string[];
  /** Opens; may be called often, clients share agents and limiters. */
  open(model: ModelSpec, context: ProviderContext): Promise<ModelClient>;
}
