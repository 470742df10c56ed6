import { createConnection, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { mapAddress, type Address, type HostMap } from './address.ts';
import { afterSilence } from './waiting.ts';

/** What a port was found to speak. */
export type Listener =
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'kafka'; readonly tls: boolean; readonly wantsSasl: boolean }
  | { readonly kind: 'tls' }
  | { readonly kind: 'http' }
  | { readonly kind: 'other' }
  | { readonly kind: 'silent' };

const STEP_MS = 700;

/**
 * Looks at a listener with connections of its own, to tell a failure in the user's words: nothing secret is sent, each
 * of its at most four looks takes at most 0.7 s.
 */
export async function probe(address: Address, hostMap: HostMap): Promise<Listener> {
  const target = mapAddress(address, hostMap);
  const plain = () => createConnection(target);
  const tls = () =>
    connectTls({
      ...target,
      ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
      rejectUnauthorized: false,
    });

  const reply = await ask(plain(), 'connect', apiVersionsRequest());
  if (reply.kind === 'failed' && reply.code !== 'ECONNRESET')
    return { kind: 'unreachable', code: reply.code };
  // Neither refused nor opened: packets get lost on the way, or the name takes long to resolve.
  if (reply.kind === 'silent' && !reply.opened) return { kind: 'unreachable', code: 'ETIMEDOUT' };
  if (reply.kind === 'data') {
    if (isApiVersions(reply.bytes)) {
      return { kind: 'kafka', tls: false, wantsSasl: !(await answersMetadata(plain(), 'connect')) };
    }
    if (reply.bytes.toString('latin1', 0, 5) === 'HTTP/') return { kind: 'http' };
    if (reply.bytes[0] !== 0x15) return { kind: 'other' }; // 0x15 is a TLS alert
  }
  const encrypted = await ask(tls(), 'secureConnect', apiVersionsRequest());
  if (encrypted.kind === 'data' && isApiVersions(encrypted.bytes)) {
    return { kind: 'kafka', tls: true, wantsSasl: !(await answersMetadata(tls(), 'secureConnect')) };
  }
  if (encrypted.kind === 'data' || (encrypted.kind === 'closed' && encrypted.opened)) return { kind: 'tls' };
  return reply.kind === 'silent' ? { kind: 'silent' } : { kind: 'other' };
}

type Reply =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'closed'; readonly opened: boolean }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'silent'; readonly opened: boolean };

function ask(socket: Socket, opens: 'connect' | 'secureConnect', request: Buffer): Promise<Reply> {
  return new Promise((resolve) => {
    let opened = false;
    const done = (reply: Reply) => {
      cancel();
      socket.destroy();
      resolve(reply);
    };
    const cancel = afterSilence(STEP_MS, () => done({ kind: 'silent', opened }));
    socket.once(opens, () => {
      opened = true;
      socket.write(request);
    });
    socket.once('data', (bytes: Buffer) => done({ kind: 'data', bytes }));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(opened ? { kind: 'closed', opened } : { kind: 'failed', code: error.code ?? error.message }),
    );
    socket.once('close', () => done({ kind: 'closed', opened }));
  });
}

async function answersMetadata(socket: Socket, opens: 'connect' | 'secureConnect'): Promise<boolean> {
  const reply = await ask(socket, opens, metadataRequest());
  return reply.kind === 'data';
}

const CORRELATION = 0x77656972;

/** ApiVersions 0 with an empty body. */
function apiVersionsRequest(): Buffer {
  return frame(18, 0, Buffer.alloc(0));
}

/** Metadata 1 for no topic: a listener that wants SASL first closes the connection on it. */
function metadataRequest(): Buffer {
  return frame(3, 1, Buffer.alloc(4));
}

function frame(api: number, version: number, body: Buffer): Buffer {
  const head = Buffer.alloc(14);
  head.writeInt32BE(10 + body.length, 0);
  head.writeInt16BE(api, 4);
  head.writeInt16BE(version, 6);
  head.writeInt32BE(CORRELATION, 8);
  head.writeInt16BE(-1, 12); // no client id
  return Buffer.concat([head, body]);
}

function isApiVersions(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes.readInt32BE(4) === CORRELATION;
}
