import { parseDuration } from '../common/duration.ts';
import type { JobSpec } from '../executor/job/job-spec.ts';
import type { JobStart } from '../executor/job/resume.ts';
import type { Savepoint } from '../executor/job/savepoint.ts';
import type { RestartSettings } from '../executor/job/restart.ts';
import type { Settings } from './settings.ts';

const EXPONENTIAL = 'restart-strategy.exponential-delay.';
const RATE = 'restart-strategy.failure-rate.';
const FIXED = 'restart-strategy.fixed-delay.';

/** What SET says about a job, read once at its start. */
export function jobSettings(
  settings: Settings,
  fingerprint: string,
  savepoint: Savepoint | undefined,
): Omit<JobSpec, 'name' | 'inserts'> {
  return {
    checkpoints: {
      fingerprint,
      savepoint,
      start: (settings.text('weir.job.start') ?? 'auto') as JobStart, // the record lists exactly these values
      intervalMs: milliseconds(settings, 'execution.checkpointing.interval'),
    },
    restart: restartSettings(settings),
    graceMs: milliseconds(settings, 'weir.job.grace'),
  };
}

function restartSettings(settings: Settings): RestartSettings {
  switch (settings.text('restart-strategy.type')) {
    case 'fixed-delay':
    case 'fixeddelay':
      return {
        type: 'fixed-delay',
        delayMs: milliseconds(settings, `${FIXED}delay`),
        attempts: number(settings, `${FIXED}attempts`),
      };
    case 'failure-rate':
    case 'failurerate':
      return {
        type: 'failure-rate',
        delayMs: milliseconds(settings, `${RATE}delay`),
        failures: number(settings, `${RATE}max-failures-per-interval`),
        intervalMs: milliseconds(settings, `${RATE}failure-rate-interval`),
      };
    case 'exponential-delay':
    case 'exponentialdelay':
      return {
        type: 'exponential-delay',
        initialMs: milliseconds(settings, `${EXPONENTIAL}initial-backoff`),
        maxMs: milliseconds(settings, `${EXPONENTIAL}max-backoff`),
        multiplier: number(settings, `${EXPONENTIAL}backoff-multiplier`),
        jitter: number(settings, `${EXPONENTIAL}jitter-factor`),
        resetMs: milliseconds(settings, `${EXPONENTIAL}reset-backoff-threshold`),
        attempts: number(settings, `${EXPONENTIAL}attempts-before-reset-backoff`),
      };
    default:
      return { type: 'none' };
  }
}

/** A key without value and default counts as no limit. */
function number(settings: Settings, key: string): number {
  const text = settings.text(key);
  return text === undefined ? Infinity : Number(text);
}

function milliseconds(settings: Settings, key: string): number {
  const text = settings.text(key);
  return (text === undefined ? undefined : parseDuration(text)) ?? 0;
}
