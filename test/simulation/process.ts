import type { Clock } from '../../src/common/clock.ts';
import type { ProcessInfo } from '../../src/common/process-info.ts';
import type { Outside } from './outside.ts';

/**
 * A process over the outside. Whatever it does to the outside passes a gate first: once it is killed nothing comes
 * through any more, and while it is frozen everything waits. What is on its way arrives all the same.
 */
export class Process {
  readonly outside: Outside;
  readonly pid: number;
  /** Its own view of time: timers of a frozen process fire when it wakes. */
  readonly clock: Clock;
  /** Connections to the broker, and files being written, that are open. */
  open = 0;
  /** Processes that it takes for dead although they live: they run on other machines. */
  readonly takenForDead = new Set<number>();
  #state: 'running' | 'frozen' | 'dead' = 'running';
  #waiting: (() => void)[] = [];
  #stepsLeft = Infinity;

  constructor(outside: Outside, pid: number) {
    this.outside = outside;
    this.pid = pid;
    this.clock = {
      now: () => outside.clock.now(),
      after: (ms, callback) => this.#after(ms, callback),
    };
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  /** Kills it when it has come to the outside so many more times: in front of that step. */
  dieAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  kill(): void {
    if (this.isDead) return;
    this.outside.note(`p${this.pid} is killed`);
    this.#state = 'dead';
    this.#waiting = [];
  }

  freeze(): void {
    if (this.#state !== 'running') return;
    this.outside.note(`p${this.pid} freezes`);
    this.#state = 'frozen';
  }

  wake(): void {
    if (this.#state !== 'frozen') return;
    this.outside.note(`p${this.pid} wakes`);
    this.#state = 'running';
    for (const go of this.#waiting.splice(0)) go();
  }

  /** In front of each step to the outside: undefined says go on, a promise waits, for a dead process for ever. */
  gate(): Promise<void> | undefined {
    if (--this.#stepsLeft <= 0) this.kill();
    return this.back();
  }

  /** As the gate, for what comes back: no step of its own. */
  back(): Promise<void> | undefined {
    if (this.#state === 'running') return undefined;
    if (this.#state === 'dead') return new Promise(() => undefined);
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => this.back());
  }

  /** How it sees the others. */
  info(all: readonly Process[]): ProcessInfo {
    return {
      pid: this.pid,
      startedAt: 'x',
      isRunning: (pid) =>
        !this.takenForDead.has(pid) && all.some((process) => process.pid === pid && !process.isDead),
    };
  }

  #after(ms: number, callback: () => void): () => void {
    let isCancelled = false;
    const fire = () => {
      if (isCancelled || this.#state === 'dead') return;
      if (this.#state === 'frozen') this.#waiting.push(fire);
      else callback();
    };
    const cancel = this.outside.clock.after(ms, fire);
    return () => {
      isCancelled = true;
      cancel();
    };
  }
}
