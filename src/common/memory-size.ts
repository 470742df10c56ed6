const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(|b|bytes)$/, 1],
  [/^(k|kb|kibibytes)$/, 2 ** 10],
  [/^(m|mb|mebibytes)$/, 2 ** 20],
  [/^(g|gb|gibibytes)$/, 2 ** 30],
  [/^(t|tb|tebibytes)$/, 2 ** 40],
];

/** Bytes of a size as Flink writes it: '128 mb', '64kb', '1024'; undefined if it is none. */
export function parseMemorySize(text: string): number | undefined {
  const match = /^(\d+)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const unit = match && UNITS.find(([pattern]) => pattern.test(match[2] ?? ''));
  return match && unit ? Number(match[1]) * unit[1] : undefined;
}
