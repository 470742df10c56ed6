import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { unique } from './harness.ts';

const ROOT = join(import.meta.dirname, '../../..');

/**
 * Runs a Java program of this folder against a broker to its end; its steps and answers. Needs a JDK and the jars of
 * scripts/kafka, and a JVM takes seconds to start: one run for all steps.
 */
export async function runJava(name: string, address: string): Promise<Record<string, string>> {
  const program = join(import.meta.dirname, `${name}.java`);
  const child = spawn('bash', [join(ROOT, 'scripts/kafka/tools.sh'), program, address, unique('m')]);
  const timer = setTimeout(() => child.kill('SIGKILL'), 400_000); // tools.sh has become the JVM
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`java ended with ${String(code)}: ${stdout}${stderr}`);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const { step, answer } = JSON.parse(line) as { step: string; answer: string }; // as the program prints them
      return [step, answer];
    }),
  );
}
