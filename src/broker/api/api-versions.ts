import type { Writer } from '../wire/writer.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

const KEY = 18;
const NEWEST = 2;

/**
 * What the broker speaks. A client that asks in a newer version is told so in the oldest form, which every client
 * reads: Java asks with v4 first and then again with what it read here.
 */
export function defineApiVersions(others: readonly Api[]): Api {
  const spoken = [...others, { key: KEY, min: 0, max: NEWEST }].toSorted((a, b) => a.key - b.key);
  const write = (response: Writer, version: number, error: ErrorCode) => {
    response.int16(error);
    response.array(spoken, ({ key, min, max }) => {
      response.int16(key);
      response.int16(min);
      response.int16(max);
    });
    if (version >= 1) response.int32(0);
  };
  return {
    key: KEY,
    name: 'ApiVersions',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    handle({ version }) {
      if (version > NEWEST) return (response) => write(response, 0, ErrorCode.unsupportedVersion);
      return (response) => write(response, version, ErrorCode.none);
    },
  };
}
