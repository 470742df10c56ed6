import { resolveReferences, isOnlyReferences, type Environment } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';
import { isLoopback } from './hosts.ts';

/** The key of a request and how to speak of it. `value` never reaches a message. */
export interface ApiKey {
  /** undefined: no Authorization header is sent. */
  readonly value: string | undefined;
  /** "the key from ${env:X} (35 characters)" or why there is none. */
  readonly about: string;
}

/** The only place that OPENAI_API_KEY of the environment goes to. */
const HOME = 'https://api.openai.com';

export interface KeyQuestion {
  /** 'api-key' as written, references unresolved; undefined: not written. */
  readonly written: string | undefined;
  /** Where the request goes, after the endpoint map. */
  readonly url: string;
  readonly isMapped: boolean;
  readonly allowHttp: boolean;
}

/**
 * Which key goes along, if any. The rules, in their order:
 * 1. A mapped endpoint gets none: the model's key belongs to the host that the model names, and the map names another.
 *    The reference is not even resolved.
 * 2. What 'api-key' says; '' means none.
 * 3. OPENAI_API_KEY for https://api.openai.com alone.
 * 4. None for this machine; elsewhere a missing key is E_OPTION.
 * A key over http to another machine is refused unless 'allow-http' is set. Throws SqlError, never with a key in it.
 */
export function chooseKey(question: KeyQuestion, environment: Environment): ApiKey {
  const url = new URL(question.url);
  if (question.isMapped) return { value: undefined, about: 'no key: none goes to a mapped endpoint' };
  const key = ownKey(question.written, url, environment);
  if (key.value === undefined) return key;
  if (!/^[\x21-\x7e]+$/.test(key.value)) {
    throw new SqlError('E_OPTION', `${key.about} holds characters that no HTTP header carries`, {
      hint: 'a key is plain ASCII without blanks: look for quotes, line ends or a placeholder',
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !question.allowHttp) {
    throw new SqlError('E_OPTION', `${url.origin} would get ${key.about} unencrypted`, {
      hint: `use https, or say 'allow-http'='true' if the network is yours, or 'api-key'='' if the server needs no key`,
    });
  }
  return key;
}

function ownKey(written: string | undefined, url: URL, environment: Environment): ApiKey {
  if (written !== undefined) {
    const value = resolveReferences(written, environment).trim();
    if (value === '' && !isOnlyReferences(written))
      return { value: undefined, about: "no key ('api-key' is '')" };
    if (value === '') {
      throw new SqlError('E_MODEL_KEY', `the key from ${written.trim()} is empty`, {
        hint: `set it before starting weir, or say 'api-key'='' if the server needs no key`,
      });
    }
    const source = isOnlyReferences(written) ? written.trim() : "'api-key'";
    return { value, about: `the key from ${source} (${value.length} characters)` };
  }
  const fromEnvironment = environment.variable('OPENAI_API_KEY')?.trim();
  if (url.origin === HOME) {
    if (fromEnvironment !== undefined && fromEnvironment !== '')
      return {
        value: fromEnvironment,
        about: `the key from OPENAI_API_KEY (${fromEnvironment.length} characters)`,
      };
    throw new SqlError('E_MODEL_KEY', `${url.host} wants a key and there is none`, {
      hint: `export OPENAI_API_KEY=... before starting weir, or 'api-key'='\${env:YOUR_VARIABLE}'`,
    });
  }
  if (isLoopback(url.hostname)) return { value: undefined, about: 'no key' };
  throw new SqlError('E_OPTION', `provider 'openai' needs 'api-key' for ${url.host}`, {
    hint: `'api-key'='\${env:YOUR_VARIABLE}' (OPENAI_API_KEY goes to api.openai.com alone), or '' if it needs none`,
  });
}
