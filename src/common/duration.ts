const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(d|day|days)$/, 86_400_000],
  [/^(h|hour|hours)$/, 3_600_000],
  [/^(m|min|minute|minutes)$/, 60_000],
  [/^(s|sec|secs|second|seconds)$/, 1000],
  [/^(|ms|milli|millis|millisecond|milliseconds)$/, 1],
  [/^(µs|micro|micros|microsecond|microseconds)$/, 0.001],
  [/^(ns|nano|nanos|nanosecond|nanoseconds)$/, 0.000001],
];

/** Milliseconds of a duration as Flink writes it: '5 s', '3min', '200' (a bare number is ms), or ISO 'PT5S'; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(trimmed);
  if (iso && trimmed.length > 2) {
    const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((i) => Number(iso[i] ?? 0));
    return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1000;
  }
  const match = /^(\d+)\s*([a-zµ]*)$/i.exec(trimmed);
  const unit = match && UNITS.find(([pattern]) => pattern.test((match[2] ?? '').toLowerCase()));
  return match && unit ? Number(match[1]) * unit[1] : undefined;
}

/** A duration for people: '850 ms', '4.2 s', '3 min', '7 d'. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 2 * 86_400_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}
