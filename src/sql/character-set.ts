/** Character sets that may stand in front of a text, as Calcite knows them; those of one byte hold nothing higher. */
const HIGHEST: ReadonlyMap<string, number> = new Map([
  ...['UTF8', 'UTF-8', 'UTF16', 'UTF-16', 'UTF-16BE', 'UTF-16LE', 'GB2312', 'GBK', 'BIG5'].map(
    (name) => [name, 0x10ffff] as const,
  ),
  ['LATIN1', 0xff],
  ['ISO-8859-1', 0xff],
]);

/** Whether `_NAME'text'` is a text: the set is known and has its characters. The name is in upper case. */
export function isOfCharacterSet(text: string, name: string): boolean {
  const highest = HIGHEST.get(name);
  if (highest === undefined) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > highest) return false;
  return true;
}

/** That of N'text'. */
export const NATIONAL = 'ISO-8859-1';
