import { createKafkajsPort } from '../../src/connectors/kafka/kafkajs-port.ts';
import { ALL_GUARDS } from '../../src/connectors/kafka/guards.ts';
import { kafkaConnector } from '../../src/connectors/kafka/index.ts';
import type { Kafkajs } from '../../src/connectors/kafka/kafkajs.ts';
import { toSqlError, type SqlError } from '../../src/common/errors.ts';
import { FORMATS } from '../../src/formats/index.ts';
import { createSession } from '../../src/session/create-session.ts';
import type { Job, Result } from '../../src/session/result.ts';
import type { Session } from '../../src/session/session.ts';
import { diskOf } from './disk.ts';
import { Models } from './model.ts';
import { connectedBy } from './network.ts';
import { Process } from './process.ts';
import { JOB, type World } from './world.ts';

/** A wait that never ends in time would look for the port with sockets of its own, to say why. */
const NEVER_MS = 1e9;
const NOT_LOOKING = { ...ALL_GUARDS, idleTimer: false };

export interface ProgramParts {
  readonly world: World;
  readonly kafkajs: Kafkajs;
  readonly pid: number;
  /** Those that were started, this one to be among them. */
  readonly all: Program[];
  readonly settings: Readonly<Record<string, string>>;
  readonly batchRows: number;
}

/** weir in a process of its own: a session that has run the workload's statements. */
export class Program {
  readonly process: Process;
  readonly session: Session;
  readonly models: Models;
  /** What the statement that started the job threw. */
  failure: SqlError | undefined;
  readonly #world: World;

  constructor({ world, kafkajs, pid, all, settings, batchRows }: ProgramParts) {
    const { outside } = world;
    const process = new Process(outside, pid);
    this.#world = world;
    this.process = process;
    this.models = new Models(process);
    all.push(this);
    const simulated = connectedBy(process, kafkajs);
    this.session = createSession({
      connectors: [
        kafkaConnector((config, options) =>
          createKafkajsPort({ ...config, connectTimeoutMs: NEVER_MS }, options, NOT_LOOKING, simulated),
        ),
      ],
      formats: FORMATS,
      providers: [this.models.provider],
      clock: process.clock,
      environment: { variable: () => undefined, readFile: () => '' },
      modules: { load: () => Promise.reject(new Error('a simulated process has no files of its own')) },
      random: outside.chance.next,
      disk: diskOf(process),
      process: process.info(all.map((program) => program.process)),
      interactive: false,
      batchRows,
      settings: { 'pipeline.name': JOB, 'table.local-time-zone': 'UTC', ...settings },
    });
    this.session.on('job', ({ state }) => outside.note(`p${pid} job is ${state}`));
  }

  /** Defines tables and begins to start the job. */
  async start(): Promise<void> {
    const { definitions, statement } = this.#world.workload;
    for (const definition of definitions) await this.session.execute(definition);
    this.#failing(this.session.execute(statement));
  }

  get job(): Job | undefined {
    return this.session.jobs()[0];
  }

  /** The job has ended, or could not be started. */
  get isOver(): boolean {
    return this.failure !== undefined || this.job?.endedAt !== undefined;
  }

  /** What ended it. */
  get error(): SqlError | undefined {
    const error = this.job?.error;
    return error === undefined ? this.failure : toSqlError(error);
  }

  /** Something is left open that should be closed: connections, files, models, permits. */
  get leftOpen(): string[] {
    const { opened, closed, limiters } = this.models;
    const wrong: string[] = [];
    if (this.process.open !== 0) wrong.push(`${this.process.open} connections or files are open`);
    if (opened !== closed) wrong.push(`${opened} models were opened, ${closed} closed`);
    for (const { inFlight, waiting } of limiters)
      if (inFlight + waiting > 0) wrong.push(`${inFlight} permits are held, ${waiting} waited for`);
    return wrong;
  }

  /** Runs a statement about the job; undefined when it failed. */
  async order(statement: string): Promise<Result | undefined> {
    try {
      return await this.session.execute(statement);
    } catch {
      return undefined; // the job's own error tells
    }
  }

  #failing(started: Promise<Result>): void {
    started.catch((error: unknown) => {
      this.failure = toSqlError(error);
    });
  }
}
