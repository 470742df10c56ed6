import { SqlError } from '../common/errors.ts';
import { readOptions, type OptionSpecs, type OptionValues } from '../common/options.ts';

/**
 * The one spelling of an option's key: `system_prompt`, `systemPrompt` and `openai.system_prompt` (with prefix
 * 'openai.') are `system-prompt`. Says nothing about whether there is such an option.
 */
function normaliseKey(written: string, prefix = ''): string {
  const bare =
    prefix !== '' && written.toLowerCase().startsWith(prefix) ? written.slice(prefix.length) : written;
  return bare
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll('_', '-');
}

/**
 * A model's options under their one spelling. Two spellings of one key are E_OPTION. Keys that are no option in any
 * spelling stay as written, for the error that names them. `lines` say what was read as what.
 */
export function canonicalOptions(
  specs: OptionSpecs,
  given: ReadonlyMap<string, string>,
  provider: string,
): { readonly options: ReadonlyMap<string, string>; readonly lines: readonly string[] } {
  const options = new Map<string, string>();
  const spelling = new Map<string, string>();
  const lines: string[] = [];
  for (const [written, value] of given) {
    const normal = normaliseKey(written, `${provider}.`);
    const key = Object.hasOwn(specs, normal) ? normal : written;
    const twin = spelling.get(key);
    if (twin !== undefined) {
      throw new SqlError(
        'E_OPTION',
        `'${twin}' and '${written}' are the same option of provider '${provider}'`,
        {
          hint: `write '${key}' once`,
        },
      );
    }
    spelling.set(key, written);
    options.set(key, value);
    if (key !== written) lines.push(`'${written}' is read as '${key}'`);
  }
  return { options, lines };
}

/** The values of a model's options, whatever their spelling. Throws E_OPTION. */
export function readModelOptions<S extends OptionSpecs>(
  specs: S,
  given: ReadonlyMap<string, string>,
  provider: string,
): { readonly values: OptionValues<S>; readonly lines: readonly string[] } {
  const { options, lines } = canonicalOptions(specs, given, provider);
  return { values: readOptions(specs, options, `provider '${provider}'`), lines };
}
