import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { OptionSpecs } from '../common/options.ts';
import type { Format } from '../formats/format.ts';

/** A format with its own options, already without their prefix. */
export interface ChosenFormat {
  readonly format: Format;
  readonly options: ReadonlyMap<string, string>;
  /** The format's options under the names they have in the table. */
  readonly specs: OptionSpecs;
}

/** The format that a table's option names; its own options begin with `side` and its name. Throws E_OPTION with the nearest. */
export function chooseFormat(
  owner: string,
  option: string,
  name: string,
  side: string,
  options: ReadonlyMap<string, string>,
  formats: ReadonlyMap<string, Format>,
): ChosenFormat {
  const format = formats.get(name);
  if (format === undefined) {
    throw new SqlError('E_OPTION', `${owner}: '${option}' = '${name}': weir has no such format`, {
      hint: didYouMean(name, formats.keys()) ?? `formats: ${[...formats.keys()].join(', ')}`,
    });
  }
  const prefix = `${side}${name}.`;
  const specs = Object.fromEntries(
    Object.entries(format.options).map(([key, spec]) => [
      prefix + key,
      { ...spec, aliases: (spec.aliases ?? []).map((alias) => prefix + alias) },
    ]),
  );
  return { format, options: withoutPrefix(options, prefix), specs };
}

/** The options that begin with `prefix`, without it. */
export function withoutPrefix(
  options: ReadonlyMap<string, string>,
  prefix: string,
): ReadonlyMap<string, string> {
  return new Map(
    [...options]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
