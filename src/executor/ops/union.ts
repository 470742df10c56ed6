import type { Operator } from '../operator.ts';
import { InputGate } from './input-gate.ts';

/** UNION ALL: several inputs, one stream. */
export class Union {
  readonly ports: readonly Operator[];

  constructor(inputs: number, next: Operator) {
    const gate = new InputGate(inputs, {
      push: (_, batch) => next.push(batch),
      watermark: (time) => next.watermark(time),
      idle: () => next.idle(),
      barrier: (checkpoint) => next.barrier(checkpoint),
      end: () => next.end(),
    });
    this.ports = gate.ports;
  }
}
