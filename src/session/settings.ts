import type { OptionSpec } from '../common/options.ts';

/** One SET key as data. */
export interface SettingSpec extends OptionSpec {
  readonly key: string;
}

/** Where a value comes from, printed by `SET;`. */
export type SettingOrigin = 'default' | 'config' | 'command line' | 'SET';

/** The session's options: known keys only. */
export interface Settings {
  /** Text of a known key, default included; undefined when unset or unknown. */
  text(key: string): string | undefined;
  /** The value as its spec reads it. */
  value<T>(spec: OptionSpec<T> & { readonly key: string }): T | undefined;
  set(key: string, value: string, origin: SettingOrigin): void;
  /** One key, or all with undefined. */
  reset(key: string | undefined): void;
  list(): readonly {
    readonly key: string;
    readonly value: string;
    readonly origin: SettingOrigin;
    readonly spec: SettingSpec;
  }[];
}
