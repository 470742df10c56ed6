import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';

/** How a character set's bytes and texts become each other; what it has no sign for becomes '?' or U+FFFD, as in Java. */
export interface Charset {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

/** By a name that Java knows it by, in any case. Throws E_VALUE for a set that weir does not know. */
export function charset(name: string): Charset {
  const found = CHARSETS.get(name.toUpperCase());
  if (found !== undefined) return found;
  throw new SqlError('E_VALUE', `no character set is called ${excerpt(name)}`, {
    hint: 'UTF-8, UTF-16, UTF-16BE, UTF-16LE, ISO-8859-1 or US-ASCII',
  });
}

const utf8: Charset = {
  encode: (text) => Buffer.from(text, 'utf8'),
  decode: decoder('utf-8'),
};

const littleEndian: Charset = {
  encode: (text) => Buffer.from(text, 'utf16le'),
  decode: decoder('utf-16le'),
};

const bigEndian: Charset = {
  encode: (text) => Buffer.from(text, 'utf16le').swap16(),
  decode: decoder('utf-16be'),
};

/** With a byte order mark: written big endian, read as it says. */
const utf16: Charset = {
  encode: (text) => (text === '' ? new Uint8Array(0) : bigEndian.encode(`\uFEFF${text}`)),
  decode(bytes) {
    const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
    const isMarked = isLittle || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return (isLittle ? littleEndian : bigEndian).decode(isMarked ? bytes.subarray(2) : bytes);
  },
};

const latin1 = oneByte(255);
const ascii = oneByte(127);

const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ...named(utf8, 'UTF-8', 'UTF8', 'UNICODE-1-1-UTF-8'),
  ...named(utf16, 'UTF-16', 'UTF_16', 'UTF16', 'UNICODE', 'UNICODEBIG'),
  ...named(bigEndian, 'UTF-16BE', 'UTF_16BE', 'X-UTF-16BE', 'UNICODEBIGUNMARKED'),
  ...named(littleEndian, 'UTF-16LE', 'UTF_16LE', 'X-UTF-16LE', 'UNICODELITTLEUNMARKED'),
  ...named(latin1, 'ISO-8859-1', 'ISO_8859-1', 'ISO8859_1', 'ISO8859-1', 'LATIN1', 'L1', 'CP819', '819'),
  ...named(ascii, 'US-ASCII', 'ASCII', 'ASCII7', 'ISO646-US', 'US'),
]);

function named(set: Charset, ...names: readonly string[]): (readonly [string, Charset])[] {
  return names.map((name) => [name, set] as const);
}

function decoder(label: string): (bytes: Uint8Array) => string {
  const decoding = new TextDecoder(label, { ignoreBOM: true });
  return (bytes) => decoding.decode(bytes);
}

/** One byte for each character up to the last code. */
function oneByte(last: number): Charset {
  return {
    encode: (text) => Uint8Array.from([...text].map((sign) => byteOf(sign.codePointAt(0) ?? 0, last))),
    decode: (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte > last ? 0xfffd : byte)).join(''),
  };
}

function byteOf(code: number, last: number): number {
  return code > last ? 0x3f : code;
}
