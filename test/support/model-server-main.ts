import { startModelServer, type ModelServerOptions } from './model-server.ts';

// The model server as a process of its own, for proofs that must not share a core's event loop with their client:
// bundle it with esbuild, run it with the options as JSON; it prints its origin and ends with its standard input.
const options = JSON.parse(process.argv[2] ?? '{}') as ModelServerOptions;
const server = await startModelServer({ record: false, ...options });
console.log(JSON.stringify({ origin: server.origin, port: server.port }));
process.stdin.resume().on('end', () => void server.close().then(() => process.exit(0)));
