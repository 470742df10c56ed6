// One real Flink in a JVM of its own that copies a topic exactly once: started, killed, started again from its checkpoint.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, temporaryFolder } from '../../support/weir.mjs';

export class FlinkJob {
  #folder = temporaryFolder('flink');
  #name;
  #address;
  #isBounded;
  #naming;
  #run;

  /** `naming`: how the sink names its transactions, 'incrementing' (its default) or 'pooling'. */
  constructor(address, name, { isBounded = false, naming = 'incrementing' } = {}) {
    this.#address = address;
    this.#name = name;
    this.#isBounded = isBounded;
    this.#naming = naming;
  }

  get source() {
    return `${this.#name}-in`;
  }

  get sink() {
    return `${this.#name}-out`;
  }

  /** Its transactional ids begin with this; also the group that its positions are committed to. */
  get prefix() {
    return `flink-${this.#name}`;
  }

  /** Goes on from the newest checkpoint, if there is one. */
  start() {
    const file = join(this.#folder, 'job.sql');
    writeFileSync(file, this.#sql());
    const child = spawn('bash', [join(root, 'scripts/flink/run-sql.sh'), file], { cwd: root });
    const run = { child, output: '' };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (run.output += text));
    run.ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    this.#run = run;
  }

  /** Ends it, if it runs. The script has become the JVM, so this ends it and nothing else. */
  async kill(signal = 'SIGKILL') {
    this.#run?.child.kill(signal);
    await this.#run?.ended;
  }

  /** Waits for the end of a bounded job. */
  async finished(seconds = 120) {
    const timer = setTimeout(() => this.#run.child.kill('SIGKILL'), seconds * 1000);
    const code = await this.#run.ended;
    clearTimeout(timer);
    if (code !== 0 || !this.#run.output.includes('\ndone'))
      throw new Error(`Flink ended with ${code}: ${this.#run.output.slice(-3000)}`);
  }

  check() {
    if (this.#run.child.exitCode !== null) throw new Error(`Flink ended: ${this.#run.output.slice(-3000)}`);
  }

  #sql() {
    const kafka = `'connector' = 'kafka', 'properties.bootstrap.servers' = '${this.#address}', 'format' = 'json'`;
    const checkpoint = this.#newestCheckpoint();
    return [
      `SET 'execution.checkpointing.interval' = '500 ms'`,
      `SET 'execution.checkpointing.dir' = 'file://${this.#folder}/checkpoints'`,
      `SET 'execution.checkpointing.externalized-checkpoint-retention' = 'RETAIN_ON_CANCELLATION'`,
      `SET 'restart-strategy.type' = 'disable'`,
      `SET 'parallelism.default' = '2'`, // their transactions lie across each other in the sink's partitions
      ...(checkpoint ? [`SET 'execution.state-recovery.path' = 'file://${checkpoint}'`] : []),
      `CREATE TABLE source (id INT, title STRING) WITH (${kafka}, 'topic' = '${this.source}',
        'properties.group.id' = '${this.prefix}', ${this.#isBounded ? `'scan.bounded.mode' = 'latest-offset', ` : ''}
        'properties.auto.offset.reset' = 'earliest', 'scan.startup.mode' = 'earliest-offset')`,
      `CREATE TABLE sink (id INT, title STRING) WITH (${kafka}, 'topic' = '${this.sink}',
        'sink.delivery-guarantee' = 'exactly-once', 'sink.transactional-id-prefix' = '${this.prefix}',
        'sink.transaction-naming-strategy' = '${this.#naming}', 'properties.transaction.timeout.ms' = '60000')`,
      `INSERT INTO sink SELECT id, UPPER(title) FROM source`,
    ]
      .map((statement) => `${statement};\n`)
      .join('');
  }

  /** A checkpoint is complete when its metadata is there. A job that was started again has a folder of its own. */
  #newestCheckpoint() {
    const checkpoints = join(this.#folder, 'checkpoints');
    if (!existsSync(checkpoints)) return undefined;
    const complete = readdirSync(checkpoints, { recursive: true, encoding: 'utf8' })
      .filter((path) => /chk-\d+\/_metadata$/.test(path))
      .map((path) => join(checkpoints, path, '..'))
      .map((path) => ({ path, number: Number(/chk-(\d+)$/.exec(path)?.[1]), at: statSync(path).mtimeMs }));
    // Numbers go on over a restart.
    return complete.toSorted((a, b) => b.number - a.number || b.at - a.at)[0]?.path;
  }
}
