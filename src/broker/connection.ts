import type { Socket } from 'node:net';
import { RingQueue } from '../common/ring-queue.ts';
import type { Broker, Frame } from './broker.ts';
import { FrameReader } from './frame-reader.ts';
import { Pending } from './pending.ts';

/** Beyond so many requests in wait nothing more is read from the socket. */
const MOST_QUEUED = 16;

/**
 * One client. Its requests are answered in their order, one at a time: the next when the last is answered and the
 * client has taken what was sent. Bytes that are no request end the connection, and nothing but the connection.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #broker: Broker;
  readonly #refused: (why: unknown) => void;
  readonly #host: string;
  readonly #reader = new FrameReader();
  readonly #queue = new RingQueue<Buffer>();
  #pending: Pending<Frame> | undefined;

  constructor(socket: Socket, broker: Broker, refused: (why: unknown) => void) {
    this.#socket = socket;
    this.#broker = broker;
    this.#refused = refused;
    this.#host = `/${socket.remoteAddress ?? '127.0.0.1'}`;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#guarded(() => this.#receive(chunk)));
    socket.on('drain', () => this.#guarded(() => this.#work()));
    socket.on('error', () => socket.destroy()); // the peer broke off: 'close' follows and cleans up
    socket.on('close', () => this.#pending?.abandon());
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    for (const frame of this.#reader.push(chunk)) this.#queue.push(frame);
    this.#work();
  }

  #work(): void {
    this.#socket.cork(); // the answers to what came in one piece leave in one piece
    try {
      this.#answer();
    } finally {
      this.#socket.uncork();
    }
    if (this.#queue.size > MOST_QUEUED) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #answer(): void {
    while (this.#pending === undefined && !this.#socket.writableNeedDrain && !this.#socket.destroyed) {
      const frame = this.#queue.shift();
      if (frame === undefined) return;
      const answer = this.#broker.handle(frame, this.#host);
      if (answer instanceof Pending) this.#await(answer);
      else if (answer) this.#send(answer);
    }
  }

  #await(pending: Pending<Frame>): void {
    this.#pending = pending;
    pending.onSettled((frame) => {
      this.#pending = undefined;
      this.#send(frame);
      // Not from within: the broker may be in the middle of answering others.
      queueMicrotask(() => this.#guarded(() => this.#work()));
    });
  }

  #send(frame: Frame): void {
    this.#socket.cork();
    for (const piece of frame) this.#socket.write(piece);
    this.#socket.uncork();
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#refused(error);
      this.#socket.destroy();
    }
  }
}
