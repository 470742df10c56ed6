import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { RunningJob } from '../executor/job/job.ts';
import { figuresOf } from './figures.ts';
import type { Job } from './result.ts';

/** A job with its number in this session. */
export class SessionJob implements Job {
  readonly number: number;
  readonly running: RunningJob;
  /** Whether it ends by itself. */
  readonly isBounded: boolean;

  constructor(number: number, running: RunningJob, isBounded: boolean) {
    this.number = number;
    this.running = running;
    this.isBounded = isBounded;
  }

  get id(): string {
    return this.running.id;
  }

  get name(): string {
    return this.running.name;
  }

  get state() {
    return this.running.status;
  }

  get startedAt(): number {
    return this.running.startedAt;
  }

  get endedAt(): number | undefined {
    return this.running.endedAt;
  }

  get error() {
    return this.running.error;
  }

  get done(): Promise<void> {
    return this.running.done;
  }

  figures() {
    return figuresOf(this.running.meter, this.running.pipeline);
  }
}

/** The detached INSERTs of one session, ended ones included. */
export class JobTable {
  readonly #jobs: SessionJob[] = [];
  readonly #changed: (job: Job) => void;

  constructor(changed: (job: Job) => void) {
    this.#changed = changed;
  }

  list(): readonly SessionJob[] {
    return this.#jobs;
  }

  /** The job of that name that is not over. */
  current(name: string): SessionJob | undefined {
    return this.#jobs.find((job) => job.name === name && !job.running.isOver);
  }

  /** Starts a job under a name that no running job has. Throws E_EXISTS. */
  start(name: string, isBounded: boolean, create: (changed: () => void) => RunningJob): SessionJob {
    const twin = this.current(name);
    if (twin !== undefined) {
      throw new SqlError(
        'E_EXISTS',
        `job ${twin.number} '${name}' runs already; two jobs of one name would share their offsets`,
        {
          hint: `STOP JOB ${twin.number}; or SET 'pipeline.name' = '<another name>';`,
        },
      );
    }
    let job: SessionJob | undefined;
    const running = create(() => {
      if (job !== undefined) this.#changed(job);
    });
    job = new SessionJob(this.#jobs.length + 1, running, isBounded);
    this.#jobs.push(job);
    return job;
  }

  /** By number, id or name; of several with one name the last. Throws E_JOB. */
  find(text: string): SessionJob {
    const found = this.#jobs.findLast(
      (job) => String(job.number) === text || job.id === text || job.name === text,
    );
    if (found !== undefined) return found;
    const names = this.#jobs.flatMap((job) => [job.name, String(job.number)]);
    throw new SqlError('E_JOB', `no job is called '${text}'`, {
      hint: didYouMean(text, names) ?? 'SHOW JOBS; lists them',
    });
  }
}
