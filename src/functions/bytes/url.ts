import { wellFormed } from '../../common/json.ts';
import { STRING } from '../../types/type.ts';
import { takingBareNull } from '../bare-null.ts';
import { defineScalar } from '../define.ts';
import { parseUrl, type UrlParts } from './java-url.ts';

/** As java.net.URLEncoder: letters, digits, '.', '-', '*' and '_' stay, a blank becomes '+'. */
export const urlEncode = takingBareNull(
  defineScalar({
    name: 'URL_ENCODE',
    syntax: 'URL_ENCODE(string)',
    doc: "The text as part of a URL's query: its UTF-8 as %xx where it is not a plain sign.",
    args: ['STRING'],
    returns: STRING,
    nullable: true,
    call: (text) =>
      encodeURIComponent(wellFormed(text))
        .replaceAll('%20', '+')
        .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  }),
);

export const urlDecode = takingBareNull(
  defineScalar({
    name: 'URL_DECODE',
    syntax: 'URL_DECODE(string)',
    doc: "The text that a URL's query gives as %xx; NULL where a % is followed by something else.",
    args: ['STRING'],
    returns: STRING,
    nullable: true,
    call(text) {
      if (NO_BYTE.test(text)) return null;
      return text.replace(BYTES, (bytes) =>
        bytes === '+'
          ? ' '
          : Buffer.from(
              bytes
                .slice(1)
                .split('%')
                .map((byte) => Math.abs(Number.parseInt(byte, 16))),
            ).toString('utf8'),
      );
    },
  }),
);

/** A byte is what Java reads as a hexadecimal number that is not negative: '+1' and '-0' are such. */
const BYTES = /(?:%(?:[0-9a-f]{2}|\+[0-9a-f]|-0))+|\+/gi;
const NO_BYTE = /%(?!(?:[0-9a-f]{2}|\+[0-9a-f]|-0))/i;

const PARTS: Readonly<Record<string, (url: UrlParts) => string | null>> = {
  PROTOCOL: (url) => url.protocol,
  AUTHORITY: (url) => url.authority,
  USERINFO: (url) => url.userInfo,
  HOST: (url) => url.host,
  PATH: (url) => url.path,
  QUERY: (url) => url.query,
  REF: (url) => url.ref,
  FILE: (url) => (url.query === null ? url.path : `${url.path}?${url.query}`),
};

export const parseUrlPart = defineScalar({
  name: 'PARSE_URL',
  syntax: 'PARSE_URL(url, part [, key])',
  doc: 'HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO of a URL, with QUERY the value of a key; NULL where there is none.',
  args: ['STRING', 'STRING', 'STRING?'],
  returns: STRING,
  nullable: true,
  call(text, part, key) {
    const url = parseUrl(text);
    if (url === undefined || (key !== undefined && part !== 'QUERY')) return null;
    const value = Object.hasOwn(PARTS, part) ? (PARTS[part]?.(url) ?? null) : null;
    return value === null || key === undefined ? value : parameter(value, key);
  },
});

/** The first value of a key of the query. */
function parameter(query: string, key: string): string | null {
  const found = query.split('&').find((pair) => pair.startsWith(`${key}=`));
  return found?.slice(key.length + 1) ?? null;
}
