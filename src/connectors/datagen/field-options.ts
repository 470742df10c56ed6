import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import { readOption, type OptionSpec } from '../../common/options.ts';

const PREFIX = 'fields.';

/**
 * The `fields.<column>.<key>` options of one table. Which keys exist depends on the type of each column, so whoever
 * makes its generator asks for them; what nobody asked for is an error of `finish`.
 */
export class FieldOptions {
  readonly #given: ReadonlyMap<string, string>;
  readonly #known = new Set<string>();

  constructor(options: ReadonlyMap<string, string>) {
    this.#given = new Map([...options].filter(([key]) => key.startsWith(PREFIX)));
  }

  /** The value as its spec reads it, undefined where nothing is written and there is no default. Throws E_OPTION. */
  read<T>(path: string, key: string, spec: OptionSpec<T>): T | undefined {
    const full = `${PREFIX}${path}.${key}`;
    this.#known.add(full);
    const text = this.#given.get(full);
    return text === undefined ? spec.default : readOption(spec, full, text, "connector 'datagen'");
  }

  /** Throws E_OPTION for the first option that no column has. */
  finish(): void {
    for (const key of this.#given.keys()) {
      if (this.#known.has(key)) continue;
      throw new SqlError('E_OPTION', `connector 'datagen' has no option '${key}' for this table`, {
        hint: didYouMean(key, this.#known) ?? `options: ${[...this.#known].sort().join(', ')}`,
      });
    }
  }
}
