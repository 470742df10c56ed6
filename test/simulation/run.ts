import { loadKafkajs, type Kafkajs } from '../../src/connectors/kafka/kafkajs.ts';
import { parse } from '../../src/sql/parse.ts';
import { Chance } from './chance.ts';
import { Rounds } from './rounds.ts';
import { Trace } from './trace.ts';
import { withVirtualTime } from './virtual-time.ts';
import { chooseWorkload } from './workloads/index.ts';
import { World } from './world.ts';

/** What a run came to. */
export interface Run {
  readonly seed: number;
  readonly workload: string;
  /** Equal for two runs of one seed. */
  readonly digest: string;
  /** How often a process came to the outside, and what befell it there. */
  readonly steps: number;
  /** How each round ended. */
  readonly ends: readonly string[];
  /** What is wrong; empty: nothing. */
  readonly wrong: readonly string[];
  /** With `keepTrace`: everything, in order. */
  readonly lines: readonly string[];
}

export interface RunOptions {
  readonly keepTrace?: boolean;
}

/** Runs seeds one after another. */
export class Simulation {
  #kafkajs: Kafkajs | undefined;

  async run(seed: number, { keepTrace = false }: RunOptions = {}): Promise<Run> {
    const kafkajs = await this.#load();
    const chance = new Chance(seed);
    const trace = new Trace(keepTrace);
    const workload = chooseWorkload(chance);
    const world = new World(chance, trace, workload);
    const rounds = new Rounds(world, kafkajs);
    await withVirtualTime(world.outside.clock, () => rounds.run());
    world.outside.broker.close();
    return {
      seed,
      workload: workload.name,
      digest: trace.digest,
      steps: trace.length,
      ends: rounds.ends,
      wrong: rounds.wrong,
      lines: trace.lines,
    };
  }

  /** What is loaded at first use is loaded before: that takes real time. */
  async #load(): Promise<Kafkajs> {
    if (this.#kafkajs !== undefined) return this.#kafkajs;
    await parse('INSERT INTO a SELECT b FROM c');
    return (this.#kafkajs = await loadKafkajs());
  }
}
