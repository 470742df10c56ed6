// Kafka's own Java consumer: the judge of what readers of committed rows see.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './weir.mjs';

/** Values of a topic as a read_committed reader sees them, from its start to its end once no transaction is open in it. */
export async function readCommitted(brokers, topic) {
  const program = join(import.meta.dirname, 'ReadCommitted.java');
  const child = spawn('bash', [join(root, 'scripts/kafka/tools.sh'), program, brokers, topic], { cwd: root });
  const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  child.stdin.end();
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`the consumer ended with ${code}: ${output.stderr}`);
  return output.stdout.split('\n').filter((line) => line !== '');
}
