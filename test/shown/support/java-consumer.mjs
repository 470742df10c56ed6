// Kafka's own Java console consumer: the judge of what readers of committed rows see.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './weir.mjs';

/**
 * Values of a topic as a read_committed reader sees them, from its start until nothing has come for `quietMs`: longer than a
 * JVM takes to its first row on a busy machine.
 */
export async function readCommitted(brokers, topic, quietMs = 15_000) {
  const args = ['--bootstrap-server', brokers, '--topic', topic, '--from-beginning'];
  const limits = ['--isolation-level', 'read_committed', '--timeout-ms', String(quietMs)];
  const tool = ['scripts/kafka/tools.sh', 'console-consumer', ...args, ...limits];
  const child = spawn('bash', [join(root, tool[0]), ...tool.slice(1)], { cwd: root });
  const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  child.stdin.end();
  await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  const lines = output.stdout.split('\n').filter((line) => line !== '');
  // It ends by its time-out alone, and says how much it has read.
  if (!output.stderr.includes(`Processed a total of ${lines.length} messages`))
    throw new Error(`the consumer read ${lines.length} rows: ${output.stderr}`);
  return lines;
}
