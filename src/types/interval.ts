import { MS_PER_DAY } from './civil.ts';

/** '+1 02:00:00.000' for ms, as Flink prints a day-time interval. */
export function formatDayTime(ms: number): string {
  const size = Math.abs(ms);
  const days = Math.floor(size / MS_PER_DAY);
  const rest = size - days * MS_PER_DAY;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const clock = `${two(rest / 3_600_000)}:${two((rest / 60_000) % 60)}:${two((rest / 1000) % 60)}`;
  return `${ms < 0 ? '-' : '+'}${days} ${clock}.${String(rest % 1000).padStart(3, '0')}`;
}

/** '+1-02' for 14 months. */
export function formatYearMonth(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : '+'}${Math.floor(size / 12)}-${String(size % 12).padStart(2, '0')}`;
}
