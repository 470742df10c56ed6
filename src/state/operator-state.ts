import type { Key } from '../types/key.ts';
import type { SqlType } from '../types/type.ts';
import { presence, type Codec } from './codec.ts';
import { KEY_NAME, KeyedMap, rowName } from './keyed-map.ts';
import { KeyedState } from './keyed-state.ts';
import type { StateTable } from './state-table.ts';
import { TIMER_NAME, TimerService } from './timer-service.ts';
import { typeLayout } from './type-layout.ts';
import { Age } from './age.ts';
import type { Clock } from '../common/clock.ts';

export interface StateOptions {
  /** How long a value lives after it was last put; undefined: for ever. */
  readonly ttlMs?: number | undefined;
}

/** What the backend does for one operator. */
export interface OperatorPorts {
  readonly clock: Clock;
  /** A new table; `restored` is called once a snapshot has been put into it. */
  createTable(name: string, layout: string, restored?: () => Promise<void>): StateTable;
  /** Takes what changed in the operator's tables for the checkpoint to come. */
  cut(): void;
}

/**
 * The only place where an operator keeps anything between two calls. It names all its states in its constructor; their
 * names and the types of their values and keys are what a later start must find again.
 */
export class OperatorState {
  readonly #ports: OperatorPorts;
  readonly #keys: string;

  /** `keys`: the types of what its keys are made of; none where they are of its own making. */
  constructor(ports: OperatorPorts, keys: readonly SqlType[] = []) {
    this.#ports = ports;
    this.#keys = keys.length === 0 ? '' : ` for each ${keys.map(typeLayout).join(', ')}`;
  }

  /** One value for each key. */
  keyed<V>(name: string, codec: Codec<V>, options: StateOptions = {}): KeyedState<V> {
    const age = this.#age(options);
    const table = this.#ports.createTable(name, `values of ${codec.layout}${this.#keys}${expiring(age)}`);
    return new KeyedState(table, codec, age);
  }

  /** Values by entry (a window, a row) below each key. */
  map<V>(name: string, codec: Codec<V>, options: StateOptions = {}): KeyedMap<V, Key> {
    const age = this.#age(options);
    const table = this.#ports.createTable(name, `entries of ${codec.layout}${this.#keys}${expiring(age)}`);
    return new KeyedMap(table, codec, KEY_NAME, age);
  }

  /** Values by a row of these columns below each key. */
  rows<V>(
    name: string,
    types: readonly SqlType[],
    codec: Codec<V>,
    options: StateOptions = {},
  ): KeyedMap<V, readonly unknown[]> {
    const age = this.#age(options);
    const rows = types.map(typeLayout).join(', ');
    const table = this.#ports.createTable(
      name,
      `${codec.layout} by ROW<${rows}>${this.#keys}${expiring(age)}`,
    );
    return new KeyedMap(table, codec, rowName(types), age);
  }

  timers(name: string): TimerService {
    const table = this.#ports.createTable(name, 'timers', () => timers.restored());
    const timers = new TimerService(new KeyedMap(table, presence, TIMER_NAME));
    return timers;
  }

  /** To be called at each barrier, before it is passed on: all changes up to here belong to its checkpoint. */
  barrier(): void {
    this.#ports.cut();
  }

  #age({ ttlMs }: StateOptions): Age | undefined {
    return ttlMs === undefined ? undefined : new Age(this.#ports.clock, ttlMs);
  }
}

function expiring(age: Age | undefined): string {
  return age === undefined ? '' : ' with a time to live';
}
