import type { OptionSpec } from '../common/options.ts';

/** One SET key as data. */
export interface SettingSpec extends OptionSpec {
  readonly key: string;
  /** Why it has no effect here: a key of Flink that scripts set. */
  readonly ignored?: string;
}

/** Where a value comes from, printed by `SET;`. */
export type SettingOrigin = 'default' | 'config' | 'command line' | 'SET';

/** The session's options: known keys only. */
export interface Settings {
  /** Text of a known key, default included; undefined when unset or unknown. */
  text(key: string): string | undefined;
  /** The value as its spec reads it. */
  value<T>(spec: OptionSpec<T> & { readonly key: string }): T | undefined;
  /** Fails with E_SETTING for an unknown key (naming the nearest) or a bad value. */
  set(key: string, value: string, origin: SettingOrigin): void;
  /** One key, or all with undefined: back to what the session began with. Fails with E_SETTING for an unknown key. */
  reset(key: string | undefined): void;
  /** All known keys in the order of their records; `value` undefined where nothing is set and there is no default. */
  list(): readonly {
    readonly key: string;
    readonly value: string | undefined;
    readonly origin: SettingOrigin;
    readonly spec: SettingSpec;
  }[];
}
