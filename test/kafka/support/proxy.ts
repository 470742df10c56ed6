import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a request: passed on, a while later, not, or without its answer coming back. */
export type Fate = 'pass' | 'late' | 'cut-before' | 'cut-after';

const LATE_MS = 200;

/** Between a client and a broker, told by the test what to break. Addresses inside answers stay: use the host map. */
export class Proxy {
  /** Decides over each request by its API number and its bytes; 'pass' if not set. */
  fate: (api: number, frame: Buffer) => Fate = () => 'pass';
  /** Requests that went by, by API number. */
  readonly seen = new Map<number, number>();
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(target: string) {
    const colon = target.lastIndexOf(':');
    this.#target = { host: target.slice(0, colon), port: Number(target.slice(colon + 1)) };
  }

  /** The value of 'weir.kafka.host-map' that leads through here. */
  get hostMap(): string {
    return `${this.#target.host}:${this.#target.port}=127.0.0.1:${this.#port}`;
  }

  async up(): Promise<void> {
    const server = createServer((socket) => this.#connect(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    this.#server = server;
  }

  /** Breaks all connections and takes no new ones until `up`. */
  down(): void {
    this.#server?.close();
    this.#server = undefined;
    this.cut();
  }

  /** Breaks all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #connect(client: Socket): void {
    const broker = createConnection(this.#target);
    const end = () => {
      client.destroy();
      broker.destroy();
    };
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    let mute = false;
    let bytes = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 6 && bytes.length >= 4 + bytes.readInt32BE(0)) {
        const frame = bytes.subarray(0, 4 + bytes.readInt32BE(0));
        bytes = bytes.subarray(frame.length);
        const api = frame.readInt16BE(4);
        this.seen.set(api, (this.seen.get(api) ?? 0) + 1);
        const fate = this.fate(api, frame);
        if (fate === 'cut-before') return end();
        if (fate === 'cut-after') mute = true;
        if (fate === 'late') setTimeout(() => broker.write(frame), LATE_MS);
        else broker.write(frame);
      }
    });
    broker.on('data', (chunk: Buffer) => (mute ? end() : client.write(chunk)));
  }
}

export const API = {
  produce: 0,
  fetch: 1,
  addPartitions: 24,
  addOffsets: 25,
  endTxn: 26,
  txnOffsetCommit: 28,
} as const;
