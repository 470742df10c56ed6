import { createHash } from 'node:crypto';

/** File systems take 255 bytes; what is longer keeps its beginning and is told apart by a hash. */
const MOST = 200;
const KEPT = 120;

/** One name of a folder for any text, another one for another text; never a path, never '.' or '..'. */
export function folderName(text: string): string {
  const name = encodeURIComponent(Buffer.from(text).toString()); // halves of a character would make it throw
  if (/^\.*$/.test(name)) return `~${name.replaceAll('.', '%2E')}`;
  if (name.length <= MOST) return name;
  return `${name.slice(0, KEPT)}~${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
