import type { Kafkajs } from '../../src/connectors/kafka/kafkajs.ts';
import type { Chance } from './chance.ts';
import type { Result } from '../../src/session/result.ts';
import { Program } from './program.ts';
import type { World } from './world.ts';

/** What is on its way in the network arrives within this. */
const ARRIVES_MS = 1500;
const TURN_MS = 100;
/** Nothing may take longer than so many turns: the grace of a stop, the patience of a client, or it hangs. */
const MOST_TURNS = 5000;
const END_TXN = 26;

type End = 'kill' | 'power failure' | 'stop' | 'drain' | 'savepoint' | 'cancel';
const ENDS = ['kill', 'kill', 'kill', 'power failure', 'stop', 'drain', 'savepoint', 'cancel'] as const;

/** The life of a job: some rounds in which things go wrong, each with another process, and a last one in peace. */
export class Rounds {
  readonly ends: string[] = [];
  readonly wrong: string[] = [];
  readonly #world: World;
  readonly #chance: Chance;
  readonly #kafkajs: Kafkajs;
  readonly #programs: Program[] = [];
  readonly #intervalMs: number;
  #positions: ReadonlyMap<string, number> = new Map();
  /** Where the next job begins. */
  #savepoint: string | undefined;
  /** The job has ended by itself. */
  #isFinished = false;

  constructor(world: World, kafkajs: Kafkajs) {
    const { chance } = world.outside;
    this.#world = world;
    this.#chance = chance;
    this.#kafkajs = kafkajs;
    this.#intervalMs = 100 + chance.below(1000);
    world.outside.handled = (apiKey) => {
      if (apiKey === END_TXN) this.#look('at a commit');
    };
  }

  async run(): Promise<void> {
    const rounds = this.#chance.below(4);
    for (let round = 0; round < rounds && this.#isFine && !this.#isFinished; round++) await this.#round();
    if (this.#isFine && !this.#isFinished) await this.#lastRound();
    if (this.#isFine) this.#judge(true, 'in the end');
    this.wrong.push(...this.#world.outside.endpoint.broken);
  }

  get #isFine(): boolean {
    return this.wrong.length + this.#world.outside.endpoint.broken.length === 0;
  }

  /** Faults, and an end of some kind. */
  async #round(): Promise<void> {
    const { outside, workload } = this.#world;
    const chance = this.#chance;
    outside.faults = chance.happens(0.4) ? 0 : chance.happens(0.5) ? 0.01 : 0.04;
    outside.endpoint.faults = chance.happens(0.5) ? 0.2 : 0;
    // A job that is told where to begin begins there, whoever has gone on meanwhile.
    const mayBeTakenOver = this.#savepoint === undefined;
    const program = await this.#start();
    if (chance.happens(0.35)) program.process.dieAfter(10 + chance.below(400));
    for (let steps = chance.below(60); steps > 0 && this.#isFine; steps--) {
      if (chance.happens(0.1)) this.#world.feed(8);
      if (workload.mayBeOut && chance.happens(0.02))
        outside.endpoint.outUntil = outside.clock.now() + chance.below(4000);
      if (chance.happens(0.01)) await this.#second();
      if (mayBeTakenOver && chance.happens(0.012)) await this.#takeOver();
      await outside.clock.advance(chance.below(150));
      this.#checkOver();
    }
    const end: End = this.#living.length === 0 ? 'kill' : chance.one(ENDS);
    this.ends.push(end);
    outside.note(`end: ${end}`);
    await this.#end(end);
    this.#checkOver();
    for (const { process } of this.#programs) process.kill();
    if (end === 'power failure') outside.disk.losePower();
    await outside.clock.advance(ARRIVES_MS);
    this.#isFinished = this.#world.isOver;
    if (end === 'drain' && this.#isFinished) this.#world.drain = 'done';
    this.#judge(false, `after ${end}`);
  }

  /** Nothing goes wrong any more: all rows get through, and the job stops where it should. */
  async #lastRound(): Promise<void> {
    const { outside, workload } = this.#world;
    outside.faults = 0;
    outside.endpoint.faults = 0.1;
    outside.endpoint.outUntil = -Infinity;
    const program = await this.#start();
    if (workload.isBounded) {
      this.#world.feedLast();
      await this.#until(() => program.isOver, 'the job ends by itself');
    } else {
      await this.#until(() => program.isOver || program.job?.state === 'RUNNING', 'the job runs');
      await this.#until(() => program.isOver || this.#world.isCommitted, 'all rows are committed');
      this.#world.feedLast();
      await this.#until(() => program.isOver || this.#world.isCommitted, 'the last rows are committed');
      await outside.clock.advance(3 * this.#intervalMs + 2000);
      await this.#order(program, 'STOP JOB 1', 'it stops');
    }
    if (!this.#isFine) return;
    const { job, error } = program;
    if (job?.state !== 'FINISHED')
      this.wrong.push(`the job is ${job?.state}, not FINISHED: ${error?.message}`);
    await this.#close(program);
  }

  get #living(): Program[] {
    return this.#programs.filter(({ process }) => !process.isDead);
  }

  async #start(): Promise<Program> {
    const { workload } = this.#world;
    const settings = {
      'execution.checkpointing.interval': `${this.#intervalMs} ms`,
      'restart-strategy.exponential-delay.initial-backoff': '100 ms',
      'restart-strategy.exponential-delay.max-backoff': '1 s',
      ...(this.#savepoint === undefined ? {} : { 'execution.state-recovery.path': this.#savepoint }),
      ...workload.settings,
    };
    this.#savepoint = undefined;
    const program = new Program({
      world: this.#world,
      kafkajs: this.#kafkajs,
      pid: this.#programs.length + 1,
      all: this.#programs,
      settings,
      batchRows: 1 + this.#chance.below(10),
    });
    await program.start();
    return program;
  }

  /** Another process starts the same job on the same machine: it is told that the job runs. */
  async #second(): Promise<void> {
    const [first] = this.#living;
    // One that ends by itself may be over before the other looks.
    if (first === undefined || first.isOver || this.#world.workload.isBounded) return;
    await this.#start();
  }

  /** The running process stops in whatever it does; another machine takes the job over; then the old one wakes. */
  async #takeOver(): Promise<void> {
    const { outside } = this.#world;
    const { isBounded } = this.#world.workload;
    // What ends by itself and had not begun yet is a run of its own when it wakes.
    const [old] = this.#living.filter(
      ({ isOver, job }) => !isOver && (!isBounded || job?.state === 'RUNNING'),
    );
    if (old === undefined) return;
    old.process.freeze();
    const chance = this.#chance;
    await outside.clock.advance(ARRIVES_MS + chance.below(3000));
    if (this.#world.isOver) return old.process.wake();
    const young = await this.#start();
    for (const { process } of this.#programs)
      if (process !== young.process) young.process.takenForDead.add(process.pid);
    // Else the old one may be through before the young one has looked.
    if (isBounded)
      await this.#until(() => young.isOver || young.job?.state === 'RUNNING', 'the job is taken over');
    for (let steps = chance.below(40); steps > 0; steps--) {
      if (chance.happens(0.1)) this.#world.feed(8);
      await outside.clock.advance(chance.below(150));
    }
    old.process.wake();
  }

  async #end(end: End): Promise<void> {
    const chance = this.#chance;
    if (end === 'kill' || end === 'power failure') return;
    const programs = this.#living;
    for (const program of programs) {
      if (program.isOver) continue;
      if (end === 'cancel') await this.#order(program, 'CANCEL JOB 1', 'it is cancelled');
      else await this.#stop(program, end);
    }
    if (chance.happens(0.5)) for (const program of programs) await this.#close(program);
  }

  async #stop(program: Program, how: 'stop' | 'drain' | 'savepoint'): Promise<void> {
    if (how === 'drain') this.#world.drain = 'tried';
    const suffix = { stop: '', drain: ' WITH DRAIN', savepoint: ' WITH SAVEPOINT' }[how];
    const result = await this.#order(program, `STOP JOB 1${suffix}`, 'it stops');
    if (how === 'savepoint' && this.#living.length === 1) this.#savepoint = await pathOf(result);
  }

  /** Waits for the statement while time goes on. */
  async #order(program: Program, statement: string, what: string) {
    let result: Awaited<ReturnType<Program['order']>>;
    let isDone = false;
    void program.order(statement).then((outcome) => {
      result = outcome;
      isDone = true;
    });
    await this.#until(() => isDone || program.process.isDead, what);
    return result;
  }

  /** Ends a living process in peace: nothing may be left open. */
  async #close(program: Program): Promise<void> {
    if (program.process.isDead) return;
    let isClosed = false;
    void program.session.close().then(() => (isClosed = true));
    await this.#until(() => isClosed || program.process.isDead, 'the session closes');
    if (!program.process.isDead) this.wrong.push(...program.leftOpen);
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS && this.#isFine; turn++) {
      if (condition()) return;
      await this.#world.outside.clock.advance(TURN_MS);
    }
    if (this.#isFine && !condition()) this.wrong.push(`it hangs: ${what}`);
  }

  /** Jobs that have ended by themselves: why. */
  #checkOver(): void {
    for (const { isOver, error, process } of this.#programs) {
      if (!isOver || process.isDead) continue;
      if (error === undefined || error.retry === 'backoff' || error.code === 'E_JOB_LOCKED') continue;
      if (error.code === 'E_ABORTED') continue;
      this.wrong.push(`the job of p${process.pid} failed: ${error.code} ${error.message}`);
    }
  }

  /** The rules that hold at every moment. */
  #look(when: string): void {
    const { positions } = this.#world;
    for (const [split, at] of this.#positions) {
      const now = positions.get(split) ?? 0;
      if (now < at) this.wrong.push(`${when}: ${split} went back from ${at} to ${now}`);
    }
    this.#positions = positions;
    this.#judge(false, when);
  }

  #judge(isFinal: boolean, when: string): void {
    this.wrong.push(...this.#world.judge(isFinal).map((wrong) => `${when}: ${wrong}`));
  }
}

/** What STOP JOB ... WITH SAVEPOINT answers; undefined when it made none. */
async function pathOf(result: Result | undefined): Promise<string | undefined> {
  if (result?.kind !== 'rows') return undefined;
  for await (const [row] of result.rows) return String(row?.values[0]);
  return undefined;
}
