import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import { readOption, type OptionSpec } from '../common/options.ts';
import { SETTINGS } from './setting-keys.ts';
import type { Settings, SettingOrigin, SettingSpec } from './settings.ts';

interface Entry {
  readonly text: string;
  readonly origin: SettingOrigin;
}

/** Settings of Flink that people look for, and what there is instead. */
const NOT_HERE: ReadonlyMap<string, string> = new Map([
  [
    'table.exec.legacy-cast-behaviour',
    'casts are those of Flink since 1.15, which DISABLED, its default, means; TRY_CAST gives NULL where CAST fails',
  ],
]);

/** Settings in memory over the defaults of `specs`. */
export class SessionSettings implements Settings {
  readonly #specs: ReadonlyMap<string, SettingSpec>;
  /** What came before the first SET: RESET goes back to it. */
  readonly #initial = new Map<string, Entry>();
  readonly #entries = new Map<string, Entry>();

  constructor(specs: readonly SettingSpec[] = SETTINGS) {
    this.#specs = new Map(specs.map((spec) => [spec.key, spec]));
  }

  text(key: string): string | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry.text;
    const spec = this.#specs.get(key);
    return spec && defaultText(spec);
  }

  value<T>(spec: OptionSpec<T> & { readonly key: string }): T | undefined {
    const entry = this.#entries.get(spec.key);
    return entry === undefined ? spec.default : spec.read(entry.text);
  }

  set(key: string, value: string, origin: SettingOrigin): void {
    const spec = this.#spec(key);
    const read = readOption(spec, key, value, 'SET', 'E_SETTING');
    // 'BATCH' and 'batch' are one value: whoever compares texts meets the listed spelling.
    const text = spec.values !== undefined && typeof read === 'string' ? read : value.trim();
    const entry = { text, origin };
    this.#entries.set(spec.key, entry);
    if (origin !== 'SET') this.#initial.set(spec.key, entry);
  }

  reset(key: string | undefined): void {
    const keys = key === undefined ? [...this.#entries.keys()] : [this.#spec(key).key];
    for (const each of keys) {
      const entry = this.#initial.get(each);
      if (entry === undefined) this.#entries.delete(each);
      else this.#entries.set(each, entry);
    }
  }

  list() {
    return [...this.#specs.values()].map((spec) => ({
      key: spec.key,
      value: this.text(spec.key),
      origin: this.#entries.get(spec.key)?.origin ?? ('default' as const),
      spec,
    }));
  }

  #spec(key: string): SettingSpec {
    const spec = this.#specs.get(key);
    if (spec !== undefined) return spec;
    throw new SqlError('E_SETTING', `no setting is called '${key}'`, {
      hint:
        NOT_HERE.get(key) ??
        didYouMean(key, this.#specs.keys()) ??
        'SET; lists them, HELP settings; explains them',
    });
  }
}

/** A default as a user would write it: 180000 ms is '3 min'. */
function defaultText(spec: SettingSpec): string | undefined {
  const value = spec.default;
  if (value === undefined) return undefined;
  if (spec.type !== 'DURATION' || typeof value !== 'number') return String(value);
  const [unit, size] = UNITS.find(([, ms]) => value >= ms && value % ms === 0) ?? (['ms', 1] as const);
  return `${value / size} ${unit}`;
}

const UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;
