import { Broker } from '../../src/broker/broker.ts';
import type { Chance } from './chance.ts';
import { SimulatedClock } from './clock.ts';
import { Endpoint } from './model.ts';
import { Kept } from './disk.ts';
import type { Trace } from './trace.ts';

/** Where clocks stand when a run begins. */
const BEGIN = 1_700_000_000_000;

/** All that outlives a process: time, the broker (its own code, without sockets), the model's endpoint, the disk. */
export class Outside {
  readonly chance: Chance;
  readonly trace: Trace;
  readonly clock = new SimulatedClock(BEGIN);
  readonly broker: Broker;
  readonly disk: Kept;
  readonly endpoint: Endpoint;
  /** Share of requests to the broker that something happens to. */
  faults = 0;
  /** Told after each request that the broker has handled, by the key of its API. */
  handled: (apiKey: number) => void = () => undefined;

  constructor(chance: Chance, trace: Trace) {
    this.chance = chance;
    this.trace = trace;
    const markerDelayMs = chance.happens(0.3) ? chance.below(20) : 0;
    this.broker = new Broker(
      { clock: this.clock, random: chance.next, maxBytes: 64 << 20, markerDelayMs },
      { host: 'broker', port: 9000 },
    );
    this.disk = new Kept(chance);
    this.endpoint = new Endpoint(this);
  }

  /** What takes time out there: often none, sometimes long. Goes on whatever becomes of the process that waits. */
  delay(): Promise<void> | undefined {
    const { chance, clock } = this;
    const kind = chance.next();
    if (kind < 0.6) return undefined;
    const ms = kind < 0.97 ? chance.below(15) : chance.below(600);
    return new Promise((resolve) => clock.after(ms, resolve));
  }

  note(what: string): void {
    this.trace.note(`${this.clock.now() - BEGIN} ${what}`);
  }
}
