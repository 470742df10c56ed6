import { inject } from 'vitest';
import type { Brokers } from './harness.ts';

declare module 'vitest' {
  interface ProvidedContext {
    brokers: Brokers;
  }
}

/** The broker that the run was given or has started. */
export function realBrokers(): Brokers {
  return inject('brokers');
}
