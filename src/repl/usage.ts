import { FLAGS } from './arguments.ts';

/** What --help prints. */
export function usageText(version: string): string {
  const flags = Object.entries(FLAGS).map(([name, { short, value, doc }]) => {
    const names = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return names.length > 30 ? `  ${names}\n  ${' '.repeat(30)}  ${doc}` : `  ${names.padEnd(30)}  ${doc}`;
  });
  return `weir ${version} - SQL for streams with AI models in them

  weir [flags]                    a prompt at a terminal; else the statements on standard input
  weir [flags] FILE...            the statements of files
  weir [flags] -e SQL             these statements
  weir broker [--port 9092]       a Kafka-compatible broker in memory, on 127.0.0.1

${flags.join('\n')}

Exit codes: 0 done, 1 a statement failed, 2 the command line or an init file is wrong, 3 a server does not answer,
124 --timeout, 130 Ctrl-C, 143 SIGTERM.
`;
}
